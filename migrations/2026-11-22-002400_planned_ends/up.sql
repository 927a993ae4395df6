-- Plans to end a couple at a safe time, each known to who made it alone.

CREATE TABLE couple_end_plans (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    planned_by uuid NOT NULL,
    at timestamptz NOT NULL,
    due_id uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, planned_by),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, planned_by) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('couple_end_plans', 'SELECT, INSERT, UPDATE, DELETE');

-- What is due, for the service to look through for all practices at once: no names, and not whose plan it is.
CREATE TABLE due_couple_ends (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    due_at timestamptz NOT NULL
);
CREATE INDEX due_couple_ends_by_time ON due_couple_ends (due_at);
GRANT SELECT, INSERT, DELETE ON due_couple_ends TO holdfast_app;
