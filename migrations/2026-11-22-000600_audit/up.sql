-- The audit trail and the keys that make a repeated POST harmless.

-- Append-only for the serving role. Read and denied events are written in batches over many practices,
-- so that role may insert for any practice while the batch writer says so; reading stays behind the practice.
CREATE TABLE audit_events (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    account_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    session_id uuid,
    acting_as text[] NOT NULL,
    action text NOT NULL CHECK (length(action) <= 60),
    resource text NOT NULL CHECK (length(resource) <= 60),
    resource_id uuid,
    client_id uuid,
    couple_id uuid,
    outcome text NOT NULL CHECK (outcome IN ('success', 'denied')),
    request_id uuid NOT NULL,
    PRIMARY KEY (practice_id, id)
);
ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
CREATE POLICY practice ON audit_events FOR SELECT USING (practice_id = current_practice());
CREATE POLICY practice_insert ON audit_events FOR INSERT
    WITH CHECK (practice_id = current_practice() OR current_setting('holdfast.audit_batch', true) = 'on');
GRANT SELECT, INSERT ON audit_events TO holdfast_app;

CREATE TABLE idempotency_keys (
    practice_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    key_digest bytea NOT NULL,
    operation text NOT NULL,
    payload_digest bytea NOT NULL,
    resource_id uuid NOT NULL,
    -- A one-time secret of the first answer, sealed; nothing else of an answer is kept.
    secret_sealed bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, membership_id, key_digest),
    FOREIGN KEY (practice_id, membership_id) REFERENCES memberships (practice_id, id)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (practice_id, created_at);
CALL protect_practice_table('idempotency_keys', 'SELECT, INSERT, DELETE');
