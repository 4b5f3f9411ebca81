-- Schema 2: what later deals look for in earlier ones.
-- `key` is eight bytes of the digest of what is looked for (a telephone number, a customer's name, ...), `fact` what the
-- earlier screening says about it, as bytes of cordon.v1.HistoryFact. Derived from the records, so a record stays what
-- it is; the facts a later decision used are copied into its own record.
CREATE TABLE screening_mark (
  key INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  number INTEGER NOT NULL,
  fact BLOB NOT NULL,
  PRIMARY KEY (key, sequence, number)
) STRICT, WITHOUT ROWID;
