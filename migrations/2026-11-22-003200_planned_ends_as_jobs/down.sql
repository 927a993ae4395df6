CREATE TABLE due_couple_ends (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    due_at timestamptz NOT NULL
);
CREATE INDEX due_couple_ends_by_time ON due_couple_ends (due_at);
GRANT SELECT, INSERT, DELETE ON due_couple_ends TO holdfast_app;
INSERT INTO due_couple_ends (id, practice_id, couple_id, due_at)
    SELECT id, practice_id, subject_id, due_at FROM jobs WHERE kind = 'end_couple';
DELETE FROM jobs WHERE kind = 'end_couple';
ALTER TABLE couple_end_plans RENAME COLUMN job_id TO due_id;
