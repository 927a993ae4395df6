ALTER TABLE shared_check_ins DROP COLUMN author_ref;
