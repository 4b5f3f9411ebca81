-- Schema 1: screenings (record v1) and list versions.
-- Each migration runs in one transaction, which also sets user_version. A migration that has been released is never
-- edited; a change is a new file with the next number.

-- One row per screening. `sequence` is contiguous from 1 because rows are only ever added, by one connection.
-- `body` is the bytes that were hashed; it stands last, so that reading the other columns does not walk its pages.
CREATE TABLE screening (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  caller TEXT NOT NULL,
  request_id TEXT,      -- NULL: the request cannot be retried
  request_sha256 TEXT,
  external_ref TEXT,
  create_time TEXT NOT NULL,
  disposition INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX screening_by_id ON screening (id);
-- Every index below ends in the sequence, so a page of results is one walk.
CREATE INDEX screening_by_external_ref ON screening (external_ref) WHERE external_ref IS NOT NULL;
CREATE INDEX screening_by_caller ON screening (caller);
CREATE INDEX screening_by_create_time ON screening (create_time);
CREATE INDEX screening_by_disposition ON screening (disposition);

-- Finds a retry: eight bytes of the digest of the request_id, and the rows that may have it. Written by
-- db/store/sqlite/request_index.h, in arrears: rows after `merged_through` are not in it yet.
CREATE TABLE request_key (
  key INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (key, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE request_key_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  merged_through INTEGER NOT NULL
) STRICT;
INSERT INTO request_key_state (one, merged_through) VALUES (1, 0);

-- Records are never changed. This stops mistakes, not somebody with a shell: that is what hashes are for.
CREATE TRIGGER screening_is_never_updated BEFORE UPDATE ON screening
BEGIN
  SELECT RAISE(ABORT, 'screenings are never changed');
END;
CREATE TRIGGER screening_is_never_deleted BEFORE DELETE ON screening
BEGIN
  SELECT RAISE(ABORT, 'screenings are never deleted');
END;

-- One row per imported version of a source; records cite them by digest, so none is ever deleted.
CREATE TABLE list_version (
  sequence INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('STAGED', 'ACTIVE', 'INACTIVE')),
  version TEXT NOT NULL  -- cordon.v1.ListVersion as canonical JSON without `active`
) STRICT;

CREATE UNIQUE INDEX list_version_one_active ON list_version (source) WHERE state = 'ACTIVE';
CREATE INDEX list_version_by_source ON list_version (source);

CREATE TRIGGER list_version_is_never_deleted BEFORE DELETE ON list_version
BEGIN
  SELECT RAISE(ABORT, 'list versions are never deleted');
END;
