-- Who entered a measure may correct and delete it. What was answered before is kept, and a deleted id stays taken.
ALTER TABLE measures ADD COLUMN deleted_at timestamptz;

CREATE TABLE measure_versions (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    measure_id uuid NOT NULL,
    version integer NOT NULL,
    -- The answers as they were and why they were given up, as sealed JSON.
    state_sealed bytea NOT NULL,
    edited_by uuid NOT NULL,
    edited_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, measure_id, version),
    FOREIGN KEY (practice_id, client_id, measure_id) REFERENCES measures (practice_id, client_id, id),
    FOREIGN KEY (practice_id, edited_by) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('measure_versions', 'SELECT, INSERT, DELETE');

-- An answer that is corrected to one that must not wait raises a flag of its own, where the one before was lifted already.
ALTER TABLE safety_marks DROP CONSTRAINT safety_marks_once;
CREATE UNIQUE INDEX safety_marks_once ON safety_marks (practice_id, client_id, measure_id) WHERE lifted_at IS NULL;
CREATE INDEX safety_marks_of_measure ON safety_marks (practice_id, client_id, measure_id) WHERE measure_id IS NOT NULL;
