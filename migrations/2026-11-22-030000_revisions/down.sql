ALTER TABLE assignment_revisions DROP COLUMN ends_on;
