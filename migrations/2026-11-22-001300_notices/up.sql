-- What people are told by e-mail: written in the transaction of the act, sent by a job, gone once it is sent.

-- Belongs to no practice, as accounts do, and does not say where anybody is in care.
CREATE TABLE notices (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('password_changed', 'second_factor_changed', 'email_changed', 'password_reset', 'email_change')),
    locale text NOT NULL CHECK (locale IN ('en')),
    -- Not known where somebody asks for a reset: whether the address is one of ours is looked up when it is sent.
    account_id uuid REFERENCES accounts (id),
    -- Sealed under the server's wrapping key. Given up, it has none.
    address_sealed bytea,
    attempts integer NOT NULL DEFAULT 0,
    -- When it is to be sent, or when a sender that took it and died has lost it.
    due_at timestamptz NOT NULL,
    given_up_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT notices_address CHECK ((address_sealed IS NULL) = (given_up_at IS NOT NULL))
);
CREATE INDEX notices_due ON notices (due_at) WHERE given_up_at IS NULL;
CREATE INDEX notices_given_up ON notices (given_up_at) WHERE given_up_at IS NOT NULL;
CREATE INDEX notices_of_account ON notices (account_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON notices TO holdfast_app;
