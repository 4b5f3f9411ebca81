-- Schema 6: registered parties with what they match. A row is written in one transaction with the events that tell what
-- changed about it.
CREATE TABLE monitored_party (
  ref TEXT PRIMARY KEY,
  party BLOB NOT NULL,  -- cordon.v1.Party
  result BLOB           -- cordon.v1.MonitoredParty without the party; NULL without a match
) STRICT;

CREATE INDEX monitored_party_matched ON monitored_party (ref) WHERE result IS NOT NULL;

CREATE TABLE monitor_progress (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  body BLOB NOT NULL  -- cordon.v1.MonitorProgress
) STRICT;
