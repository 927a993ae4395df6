-- Reports about a whole caseload, made one after the other by a job.

CREATE TABLE report_runs (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    requested_by uuid NOT NULL,
    -- What was asked for: the days, and for whom.
    asked jsonb NOT NULL,
    status text NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    total integer NOT NULL CHECK (total BETWEEN 0 AND 1000),
    made integer NOT NULL DEFAULT 0 CHECK (made >= 0),
    skipped integer NOT NULL DEFAULT 0 CHECK (skipped >= 0),
    finished_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT report_runs_counted CHECK (made + skipped <= total),
    CONSTRAINT report_runs_finished CHECK ((status IN ('queued', 'running')) = (finished_at IS NULL)),
    FOREIGN KEY (practice_id, requested_by) REFERENCES staff (practice_id, id)
);
CREATE INDEX report_runs_of_staff ON report_runs (practice_id, requested_by, id);
-- One at a time for each therapist, also when two are asked for at once.
CREATE UNIQUE INDEX report_runs_one_open ON report_runs (practice_id, requested_by) WHERE status IN ('queued', 'running');
CALL protect_practice_table('report_runs', 'SELECT, INSERT, UPDATE');

-- Each client and couple of a run, with the report that was made.
CREATE TABLE report_run_items (
    practice_id uuid NOT NULL,
    run_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    client_id uuid,
    couple_id uuid,
    outcome text NOT NULL DEFAULT 'waiting' CHECK (outcome IN ('waiting', 'made', 'skipped')),
    reason text CHECK (reason IN ('no_session', 'not_in_care', 'failed')),
    report_id uuid,
    PRIMARY KEY (practice_id, run_id, number),
    CONSTRAINT report_run_items_one_context CHECK (num_nonnulls(client_id, couple_id) = 1),
    CONSTRAINT report_run_items_report CHECK ((outcome = 'made') = (report_id IS NOT NULL)),
    CONSTRAINT report_run_items_reason CHECK ((outcome = 'skipped') = (reason IS NOT NULL)),
    FOREIGN KEY (practice_id, run_id) REFERENCES report_runs (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, report_id) REFERENCES reports (practice_id, id)
);
CREATE INDEX report_run_items_waiting ON report_run_items (practice_id, run_id, number) WHERE outcome = 'waiting';
CREATE INDEX report_run_items_of_client ON report_run_items (practice_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX report_run_items_of_couple ON report_run_items (practice_id, couple_id) WHERE couple_id IS NOT NULL;
CALL protect_practice_table('report_run_items', 'SELECT, INSERT, UPDATE, DELETE');
