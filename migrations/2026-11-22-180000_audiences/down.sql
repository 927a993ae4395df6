ALTER TABLE assignment_revisions DROP CONSTRAINT assignment_revisions_context, DROP COLUMN of_couple;
ALTER TABLE assignments
    DROP CONSTRAINT assignments_of_couples,
    DROP COLUMN of_couple,
    ADD COLUMN mode text CHECK (mode IN ('individual', 'together', 'each', 'either'));
ALTER TABLE assignment_revisions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments NO FORCE ROW LEVEL SECURITY;
UPDATE assignments given SET mode = newest.mode
FROM assignment_revisions newest
WHERE newest.practice_id = given.practice_id AND newest.assignment_id = given.id AND newest.number = given.revision;
ALTER TABLE assignment_revisions FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments
    ALTER COLUMN mode SET NOT NULL,
    ADD CONSTRAINT assignments_mode CHECK ((mode = 'individual') = (client_id IS NOT NULL));
ALTER TABLE assignment_revisions DROP COLUMN mode;
