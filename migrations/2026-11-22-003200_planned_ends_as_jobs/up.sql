-- One queue of jobs: a planned end is one of them.

ALTER TABLE couple_end_plans RENAME COLUMN due_id TO job_id;
INSERT INTO jobs (id, practice_id, kind, subject_id, due_at)
    SELECT id, practice_id, 'end_couple', couple_id, due_at FROM due_couple_ends;
DROP TABLE due_couple_ends;
