-- Frozen progress reports.

CREATE TABLE reports (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid,
    couple_id uuid,
    audience text NOT NULL CHECK (audience IN ('clinician', 'client', 'couple', 'third_party')),
    window_from date NOT NULL,
    window_to date NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'final')),
    -- The whole document as sealed JSON; its canonical form has this SHA-256.
    document_sealed bytea NOT NULL,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    frozen_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    finalised_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT reports_one_context CHECK (num_nonnulls(client_id, couple_id) = 1),
    CONSTRAINT reports_window CHECK (window_to >= window_from),
    CONSTRAINT reports_final CHECK ((status = 'final') = (finalised_at IS NOT NULL)),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, created_by) REFERENCES staff (practice_id, id)
);
CREATE INDEX reports_of_client ON reports (practice_id, client_id, id) WHERE client_id IS NOT NULL;
CREATE INDEX reports_of_couple ON reports (practice_id, couple_id, id) WHERE couple_id IS NOT NULL;
CALL protect_practice_table('reports', 'SELECT, INSERT, UPDATE');
