-- A client's own data, prepared to be taken along.

CREATE TABLE exports (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    requested_by uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('queued', 'succeeded', 'failed', 'expired')),
    -- Of the archive: its length in bytes, the number of its pieces and its SHA-256.
    size bigint,
    pieces integer,
    sha256 bytea CHECK (length(sha256) = 32),
    finished_at timestamptz,
    expires_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT exports_archive CHECK (
        num_nonnulls(size, pieces, sha256, expires_at) = (CASE WHEN status IN ('succeeded', 'expired') THEN 4 ELSE 0 END)
    ),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, requested_by) REFERENCES memberships (practice_id, id)
);
CREATE INDEX exports_of_client ON exports (practice_id, client_id, id);
-- One at a time for a client, also when two are asked for at once.
CREATE UNIQUE INDEX exports_one_queued ON exports (practice_id, client_id) WHERE status = 'queued';
CALL protect_practice_table('exports', 'SELECT, INSERT, UPDATE');

-- The archive, in sealed pieces; gone once it expires.
CREATE TABLE export_pieces (
    practice_id uuid NOT NULL,
    export_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    bytes_sealed bytea NOT NULL,
    PRIMARY KEY (practice_id, export_id, number),
    FOREIGN KEY (practice_id, export_id) REFERENCES exports (practice_id, id)
);
CALL protect_practice_table('export_pieces', 'SELECT, INSERT, DELETE');
