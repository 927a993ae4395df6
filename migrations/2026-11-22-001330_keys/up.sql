-- Keys that change while the service runs.

-- From when on a key signs: all know it before. An old one verifies until it is retired.
ALTER TABLE signing_keys ADD COLUMN signs_from timestamptz NOT NULL DEFAULT now();
UPDATE signing_keys SET signs_from = created_at;

-- The keys of the server that digest. What they have digested cannot be digested anew, so that they outlive the master
-- key, which wraps them.
CREATE TABLE server_keys (
    purpose text PRIMARY KEY,
    key_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT ON server_keys TO holdfast_app;
