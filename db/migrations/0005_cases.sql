-- Schema 5: what people did about screenings that were not clear. A row is the latest version of a case; each version
-- was written together with an event of the log, which holds what was done and the digest of `body`.
CREATE TABLE review_case (
  screening TEXT PRIMARY KEY,  -- screening.id
  version INTEGER NOT NULL CHECK (version >= 1),
  status INTEGER NOT NULL,
  assignee TEXT,
  update_time TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE TRIGGER review_case_is_never_deleted BEFORE DELETE ON review_case
BEGIN
  SELECT RAISE(ABORT, 'cases are never deleted');
END;
