-- The second factor of accounts, what a session has proved, and whether a practice requires it of its staff.

-- An authenticator app of one person; shared by practices, as the account is. It counts once it is confirmed.
CREATE TABLE second_factors (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    -- Sealed under the server's wrapping key.
    secret_sealed bytea NOT NULL,
    confirmed_at timestamptz,
    -- The newest time step whose code was used: a code works once.
    last_step bigint NOT NULL DEFAULT 0,
    -- Wrong codes since the last right one, and when the last of them came.
    failures integer NOT NULL DEFAULT 0,
    failed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX second_factors_confirmed ON second_factors (account_id) WHERE confirmed_at IS NOT NULL;
CREATE UNIQUE INDEX second_factors_pending ON second_factors (account_id) WHERE confirmed_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors TO holdfast_app;

-- One-time codes for when the app is lost, as keyed digests. A used one is gone.
CREATE TABLE recovery_codes (
    account_id uuid NOT NULL REFERENCES accounts (id),
    code_digest bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, code_digest)
);
GRANT SELECT, INSERT, DELETE ON recovery_codes TO holdfast_app;

-- When the bearer last proved itself in any way, and when with a second factor. A session that is open already has
-- proved nothing yet.
ALTER TABLE sessions ADD COLUMN proved_at timestamptz NOT NULL DEFAULT 'epoch';
ALTER TABLE sessions ALTER COLUMN proved_at DROP DEFAULT;
ALTER TABLE sessions ADD COLUMN second_factor_at timestamptz;

-- A new practice requires it; one that is there already turns it on when its staff are ready.
ALTER TABLE practices ADD COLUMN second_factor_required boolean NOT NULL DEFAULT false;
ALTER TABLE practices ALTER COLUMN second_factor_required SET DEFAULT true;
