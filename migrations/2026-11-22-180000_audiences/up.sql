-- Whose act counts for whom is part of what was asked: a revision may change it, and what was lived keeps its own.
ALTER TABLE assignment_revisions ADD COLUMN mode text CHECK (mode IN ('individual', 'together', 'each', 'either'));
-- The owner is held by the policies too, and no practice is set here.
ALTER TABLE assignment_revisions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments NO FORCE ROW LEVEL SECURITY;
UPDATE assignment_revisions revision SET mode = given.mode
FROM assignments given
WHERE given.practice_id = revision.practice_id AND given.id = revision.assignment_id;
ALTER TABLE assignment_revisions FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments FORCE ROW LEVEL SECURITY;
-- Homework belongs to one context: under each of its revisions a client's is individual, and a couple's is not.
ALTER TABLE assignments
    DROP COLUMN mode,
    ADD COLUMN of_couple boolean NOT NULL GENERATED ALWAYS AS (couple_id IS NOT NULL) STORED,
    ADD CONSTRAINT assignments_of_couples UNIQUE (practice_id, id, of_couple);
ALTER TABLE assignment_revisions
    ALTER COLUMN mode SET NOT NULL,
    ADD COLUMN of_couple boolean NOT NULL GENERATED ALWAYS AS (mode <> 'individual') STORED,
    ADD CONSTRAINT assignment_revisions_context FOREIGN KEY (practice_id, assignment_id, of_couple)
        REFERENCES assignments (practice_id, id, of_couple);
