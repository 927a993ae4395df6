-- Work that outlives its request. A plain table of no practice, so that one process finds the work of all; it names ids only.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL,
    kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    subject_id uuid NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    -- When it may be done. Who takes a job moves this ahead; if that process dies, the job is due again by itself.
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX jobs_due ON jobs (due_at, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs TO holdfast_app;
