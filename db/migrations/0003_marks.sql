-- Schema 3: marks that say the same displace each other, so that what is said often pushes nothing else out of sight.
-- `subject` is eight bytes of the digest of what a mark says, 0 for one that stands alone; `origin` of the deal it comes
-- from; `rank` orders marks of one subject: the lowest say the most. Marks of schema 2 stand alone.
ALTER TABLE screening_mark ADD COLUMN subject INTEGER NOT NULL DEFAULT 0;
ALTER TABLE screening_mark ADD COLUMN origin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE screening_mark ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
