-- Changing the password and the e-mail address of an account.

-- Sessions that proved nothing since then are over, should they have outlived the change that ended them.
ALTER TABLE accounts ADD COLUMN sessions_end_before timestamptz;

-- One-time tokens by e-mail, hashed: the newest of each purpose, until it is used.
CREATE TABLE account_tokens (
    account_id uuid NOT NULL REFERENCES accounts (id),
    purpose text NOT NULL CHECK (purpose IN ('password_reset', 'email_change')),
    token_hash bytea NOT NULL,
    -- The new address, of a change of address.
    new_email text CHECK (new_email = lower(new_email) AND length(new_email) <= 254),
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, purpose),
    CONSTRAINT account_tokens_email CHECK ((new_email IS NOT NULL) = (purpose = 'email_change'))
);
CREATE UNIQUE INDEX account_tokens_hash ON account_tokens (token_hash);
CREATE INDEX account_tokens_by_age ON account_tokens (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON account_tokens TO holdfast_app;
