-- Appointments: when a client or a couple meets whom, and what became of it. Nothing of what was said.

CREATE TABLE appointments (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid,
    couple_id uuid,
    context_id uuid NOT NULL GENERATED ALWAYS AS (COALESCE(couple_id, client_id)) STORED,
    -- What the practice's own calendar calls it, below the client or couple: elsewhere the same word means another one.
    external_id text CHECK (external_id ~ '^[A-Za-z0-9._~-]{1,100}$'),
    staff_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('intake', 'session', 'review', 'closing')),
    starts_at timestamptz NOT NULL,
    minutes integer NOT NULL CHECK (minutes BETWEEN 5 AND 600),
    time_zone text NOT NULL,
    status text NOT NULL CHECK (status IN ('planned', 'held', 'cancelled', 'missed')),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT appointments_one_context CHECK (num_nonnulls(client_id, couple_id) = 1),
    CONSTRAINT appointments_external UNIQUE (practice_id, context_id, external_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, staff_id) REFERENCES staff (practice_id, id)
);
CREATE INDEX appointments_page ON appointments (practice_id, starts_at, id);
CREATE INDEX appointments_of_context ON appointments (practice_id, context_id, starts_at, id);
CREATE INDEX appointments_of_staff ON appointments (practice_id, staff_id, starts_at, id);
CALL protect_practice_table('appointments', 'SELECT, INSERT, UPDATE, DELETE');
