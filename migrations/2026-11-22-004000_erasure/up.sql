-- Erasing a client, and restricting the record for as long as it must be kept.

ALTER TABLE practices
    -- How long a client's record is kept after the last clinical act.
    ADD COLUMN retention_months integer NOT NULL DEFAULT 120 CHECK (retention_months BETWEEN 0 AND 600),
    -- Whether all of the practice's records must be kept.
    ADD COLUMN legal_hold boolean NOT NULL DEFAULT false;

-- A restricted record is there for its client alone. An erased one is a blank row, because couples name it; the zone stays,
-- by which the days of a couple's homework are counted.
ALTER TABLE clients
    ADD COLUMN restricted_at timestamptz,
    ADD COLUMN erased_at timestamptz,
    ADD CONSTRAINT clients_erased CHECK (erased_at IS NULL OR restricted_at IS NOT NULL);
CREATE INDEX clients_restricted ON clients (practice_id, id) WHERE restricted_at IS NOT NULL AND erased_at IS NULL;

ALTER TABLE memberships
    DROP CONSTRAINT memberships_status_check,
    ADD CONSTRAINT memberships_status_check
        CHECK (status IN ('not_invited', 'invited', 'active', 'suspended', 'restricted', 'ended')),
    DROP CONSTRAINT memberships_active_account,
    ADD CONSTRAINT memberships_active_account
        CHECK (status NOT IN ('active', 'suspended', 'restricted') OR account_id IS NOT NULL);

-- The line goes with the person; that both had signed is the partner's as well.
ALTER TABLE agreement_signatures ALTER COLUMN line_sealed DROP NOT NULL;

CREATE TABLE legal_holds (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    reason_sealed bytea NOT NULL,
    placed_by uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, placed_by) REFERENCES staff (practice_id, id)
);
CALL protect_practice_table('legal_holds', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE erasure_requests (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    requested_by uuid NOT NULL,
    -- The last clinical act before; NULL where there was none. Nothing is added to a restricted record.
    last_act_at timestamptz,
    -- From then on it is not withdrawn: it may be in the ledger outside the database already.
    started_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, requested_by) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('erasure_requests', 'SELECT, INSERT, UPDATE, DELETE');

-- The ledger: who was erased, for good. The same lines are kept in a file outside the database.
CREATE TABLE erasures (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (practice_id, client_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id)
);
CALL protect_practice_table('erasures', 'SELECT, INSERT');

GRANT DELETE ON
    accounts, assignment_participants, assignment_pauses, assignment_revisions, assignments, attachment_patterns,
    care_team_members, check_in_versions, check_ins, contact_preferences, disclosures, exports, invitations, refresh_tokens,
    reports, safety_marks, sessions, share_grants
TO holdfast_app;
