-- Accounts, practices, memberships, invitations, sessions and keys.

-- One person; shared by practices, so it holds nothing that belongs to one.
CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) <= 254),
    password_hash text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON accounts TO holdfast_app;

-- Where an account may sign in, known before a practice is. No foreign key to practice tables.
CREATE TABLE account_memberships (
    account_id uuid NOT NULL REFERENCES accounts (id),
    practice_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    PRIMARY KEY (account_id, practice_id, membership_id)
);
GRANT SELECT, INSERT, DELETE ON account_memberships TO holdfast_app;

-- Ed25519 keys of access tokens; the private half is sealed under the master key.
CREATE TABLE signing_keys (
    id uuid PRIMARY KEY,
    public_key bytea NOT NULL,
    private_key_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz
);
GRANT SELECT, INSERT ON signing_keys TO holdfast_app;

CREATE TABLE practices (
    practice_id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    time_zone text NOT NULL,
    language text NOT NULL DEFAULT 'en',
    day_start text NOT NULL DEFAULT '03:00',
    week_start text NOT NULL DEFAULT 'monday',
    streaks_shown boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CALL protect_practice_table('practices', 'SELECT, INSERT, UPDATE');

-- The practice's data keys, wrapped by the master key; the highest number seals.
CREATE TABLE practice_keys (
    practice_id uuid NOT NULL REFERENCES practices (practice_id),
    number integer NOT NULL,
    wrapped_key bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, number)
);
CALL protect_practice_table('practice_keys', 'SELECT, INSERT');

-- A person in a practice. The id is also the id of the staff member or client.
CREATE TABLE memberships (
    practice_id uuid NOT NULL REFERENCES practices (practice_id),
    id uuid NOT NULL,
    account_id uuid,
    roles text[] NOT NULL,
    status text NOT NULL CHECK (status IN ('not_invited', 'invited', 'active', 'suspended', 'ended')),
    -- Raised whenever roles or status change: tokens of an older one are refused.
    access_version integer NOT NULL DEFAULT 1,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT memberships_roles CHECK (
        cardinality(roles) >= 1
        AND (roles = ARRAY['client'] OR roles <@ ARRAY['owner', 'admin', 'supervisor', 'therapist', 'front_desk', 'auditor'])
    ),
    CONSTRAINT memberships_active_account CHECK (status NOT IN ('active', 'suspended') OR account_id IS NOT NULL)
);
CALL protect_practice_table('memberships', 'SELECT, INSERT, UPDATE');

CREATE TABLE invitations (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    membership_id uuid NOT NULL,
    email text NOT NULL,
    token_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at timestamptz,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, membership_id) REFERENCES memberships (practice_id, id),
    FOREIGN KEY (practice_id, created_by) REFERENCES memberships (practice_id, id)
);
CREATE UNIQUE INDEX invitations_token ON invitations (practice_id, token_hash);
CREATE UNIQUE INDEX invitations_open ON invitations (practice_id, membership_id)
    WHERE accepted_at IS NULL AND revoked_at IS NULL;
CALL protect_practice_table('invitations', 'SELECT, INSERT, UPDATE');

-- One session is one membership in one practice, from sign-in to its end.
CREATE TABLE sessions (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    membership_id uuid NOT NULL,
    account_id uuid NOT NULL,
    device text CHECK (length(device) <= 100),
    refreshed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, membership_id) REFERENCES memberships (practice_id, id)
);
CREATE INDEX sessions_of_member ON sessions (practice_id, membership_id, id) WHERE ended_at IS NULL;
CALL protect_practice_table('sessions', 'SELECT, INSERT, UPDATE');

-- Every refresh token of a session, hashed. A replaced one still names its session, so that reuse is seen.
CREATE TABLE refresh_tokens (
    practice_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    replaced_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, token_hash),
    FOREIGN KEY (practice_id, session_id) REFERENCES sessions (practice_id, id)
);
CREATE UNIQUE INDEX refresh_tokens_current ON refresh_tokens (practice_id, session_id) WHERE replaced_at IS NULL;
CREATE INDEX refresh_tokens_of_session ON refresh_tokens (practice_id, session_id, replaced_at);
CALL protect_practice_table('refresh_tokens', 'SELECT, INSERT, UPDATE');
