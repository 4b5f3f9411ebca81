-- Schema 4: the record as a log. One entry for each screening and for each event, numbered from 0 without gaps; entry 0
-- says how the log began. docs/audit-format.md has what is hashed and signed.
CREATE TABLE audit_log (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  origin TEXT NOT NULL
) STRICT;

-- Of a screening the entry's bytes are its `body`, of everything else they stand here. `kind` repeats what the bytes say
-- and is what an event is found by.
CREATE TABLE audit_entry (
  idx INTEGER PRIMARY KEY,
  leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
  screening INTEGER,
  event BLOB,
  retain_until TEXT NOT NULL,
  kind TEXT,
  CHECK ((screening IS NULL) <> (event IS NULL))
) STRICT;
CREATE UNIQUE INDEX audit_entry_by_screening ON audit_entry (screening) WHERE screening IS NOT NULL;
CREATE INDEX audit_entry_by_kind ON audit_entry (kind) WHERE kind IS NOT NULL;

-- Full tiles of 256 hashes: of entries at level 0, of full tiles of the level below at the others.
CREATE TABLE audit_tile (
  level INTEGER NOT NULL,
  n INTEGER NOT NULL,
  hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
  PRIMARY KEY (level, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_checkpoint (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL,
  create_time TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_entry_is_never_updated BEFORE UPDATE ON audit_entry
BEGIN
  SELECT RAISE(ABORT, 'entries of the log are never changed');
END;
CREATE TRIGGER audit_entry_is_never_deleted BEFORE DELETE ON audit_entry
BEGIN
  SELECT RAISE(ABORT, 'entries of the log are never deleted');
END;
CREATE TRIGGER audit_tile_is_never_updated BEFORE UPDATE ON audit_tile
BEGIN
  SELECT RAISE(ABORT, 'tiles of the log are never changed');
END;
CREATE TRIGGER audit_tile_is_never_deleted BEFORE DELETE ON audit_tile
BEGIN
  SELECT RAISE(ABORT, 'tiles of the log are never deleted');
END;
