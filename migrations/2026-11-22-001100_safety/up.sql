-- Safety flags and holds on a client, known to the care team alone. A hold keeps what the client writes from the partner.

CREATE TABLE safety_marks (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('flag', 'hold')),
    reason_sealed bytea NOT NULL,
    placed_by uuid NOT NULL,
    placed_at timestamptz NOT NULL,
    lifted_by uuid,
    lifted_at timestamptz,
    lift_reason_sealed bytea,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT safety_marks_lifted CHECK (num_nonnulls(lifted_by, lifted_at, lift_reason_sealed) IN (0, 3)),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, placed_by) REFERENCES staff (practice_id, id),
    FOREIGN KEY (practice_id, lifted_by) REFERENCES staff (practice_id, id)
);
CREATE INDEX safety_marks_of_client ON safety_marks (practice_id, client_id, id);
CREATE UNIQUE INDEX safety_marks_one_hold ON safety_marks (practice_id, client_id) WHERE kind = 'hold' AND lifted_at IS NULL;
CALL protect_practice_table('safety_marks', 'SELECT, INSERT, UPDATE');
