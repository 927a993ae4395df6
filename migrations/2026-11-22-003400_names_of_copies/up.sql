-- What the author is told that a copy is called. The partner's name for it is made when the copy is: one made under a hold
-- would tell that there was a hold.

ALTER TABLE shared_check_ins ADD COLUMN author_ref uuid;
ALTER TABLE shared_check_ins NO FORCE ROW LEVEL SECURITY;
UPDATE shared_check_ins SET author_ref = id;
ALTER TABLE shared_check_ins FORCE ROW LEVEL SECURITY;
ALTER TABLE shared_check_ins ALTER COLUMN author_ref SET NOT NULL;
