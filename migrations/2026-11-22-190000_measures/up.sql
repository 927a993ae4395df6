-- Measures: answers to a questionnaire, by a client, or by a therapist with the client in session. Scores are never kept: they
-- follow from the answers and the version of the instrument.

-- What the practice made itself; what comes with the product is compiled in. A version never changes.
CREATE TABLE instrument_versions (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    key text NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    content jsonb NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT instrument_versions_number UNIQUE (practice_id, key, number),
    FOREIGN KEY (practice_id, created_by) REFERENCES staff (practice_id, id)
);
CALL protect_practice_table('instrument_versions', 'SELECT, INSERT');

CREATE TABLE measures (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    -- The couple in whose care it was asked; NULL for what belongs to the client's own.
    couple_id uuid,
    -- Of the practice's own or of the product: so no reference.
    instrument_key text NOT NULL,
    instrument_number integer NOT NULL CHECK (instrument_number >= 1),
    -- Known to the care team alone: a safety screen, or what only clinicians answer.
    screen boolean NOT NULL,
    administration text NOT NULL CHECK (administration IN ('client', 'in_session')),
    entered_by uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    local_date date NOT NULL,
    -- The answers as sealed JSON.
    answers_sealed bytea NOT NULL,
    -- Whether every item is answered.
    complete boolean NOT NULL,
    -- Keyed digest of the first content sent: a retry is compared with it.
    first_digest bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, id),
    CONSTRAINT measures_screen_in_session CHECK (NOT screen OR administration = 'in_session'),
    CONSTRAINT measures_own CHECK ((administration = 'client') = (entered_by = client_id)),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, entered_by) REFERENCES memberships (practice_id, id)
);
CREATE INDEX measures_page ON measures (practice_id, client_id, local_date DESC, id DESC);
CREATE INDEX measures_of_couple ON measures (practice_id, couple_id, local_date DESC, id DESC) WHERE couple_id IS NOT NULL;
CALL protect_practice_table('measures', 'SELECT, INSERT, UPDATE, DELETE');

-- A flag that an answer raised has nobody who placed it, and comes once for a measure.
ALTER TABLE safety_marks
    ALTER COLUMN placed_by DROP NOT NULL,
    ADD COLUMN measure_id uuid,
    ADD CONSTRAINT safety_marks_placed CHECK (num_nonnulls(placed_by, measure_id) = 1),
    ADD CONSTRAINT safety_marks_measure_flags CHECK (measure_id IS NULL OR kind = 'flag'),
    ADD CONSTRAINT safety_marks_once UNIQUE (practice_id, client_id, measure_id),
    ADD FOREIGN KEY (practice_id, client_id, measure_id) REFERENCES measures (practice_id, client_id, id);
