-- Final reports released to those whom they are written for, and what clients authorise of them to somebody outside.

-- What a therapist asks a client, or both partners, to authorise: who outside gets reports, what for and until when.
CREATE TABLE report_authorisations (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid,
    couple_id uuid,
    context_id uuid NOT NULL GENERATED ALWAYS AS (COALESCE(couple_id, client_id)) STORED,
    -- Who gets them and what for.
    words_sealed bytea NOT NULL,
    valid_until date NOT NULL,
    proposed_by uuid NOT NULL,
    -- When the therapist took it back.
    withdrawn_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT report_authorisations_one_context CHECK (num_nonnulls(client_id, couple_id) = 1),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, proposed_by) REFERENCES staff (practice_id, id)
);
CREATE INDEX report_authorisations_of ON report_authorisations (practice_id, context_id, id);
CALL protect_practice_table('report_authorisations', 'SELECT, INSERT, UPDATE, DELETE');

-- One person's signature, which nobody but this one and the care team knows of.
CREATE TABLE report_authorisation_signatures (
    practice_id uuid NOT NULL,
    authorisation_id uuid NOT NULL,
    client_id uuid NOT NULL,
    signed_at timestamptz NOT NULL,
    revoked_at timestamptz,
    -- False where it was signed under a safety hold: nothing is released by it until it is signed again without one.
    counts boolean NOT NULL,
    -- Grows with what the signer is told.
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    -- Grows with what the care team is told.
    team_version integer NOT NULL DEFAULT 1 CHECK (team_version >= version),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, authorisation_id, client_id),
    FOREIGN KEY (practice_id, authorisation_id) REFERENCES report_authorisations (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id)
);
CALL protect_practice_table('report_authorisation_signatures', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE report_releases (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    report_id uuid NOT NULL,
    -- Whom it is released to: one whom it is about, or somebody outside as was authorised.
    client_id uuid,
    authorisation_id uuid,
    released_by uuid NOT NULL,
    released_at timestamptz NOT NULL,
    withdrawn_by uuid,
    withdrawn_at timestamptz,
    reason_sealed bytea,
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT report_releases_one_recipient CHECK (num_nonnulls(client_id, authorisation_id) = 1),
    CONSTRAINT report_releases_withdrawn CHECK (num_nonnulls(withdrawn_by, withdrawn_at, reason_sealed) IN (0, 3)),
    FOREIGN KEY (practice_id, report_id) REFERENCES reports (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, authorisation_id) REFERENCES report_authorisations (practice_id, id),
    FOREIGN KEY (practice_id, released_by) REFERENCES staff (practice_id, id),
    FOREIGN KEY (practice_id, withdrawn_by) REFERENCES staff (practice_id, id)
);
CREATE INDEX report_releases_of_report ON report_releases (practice_id, report_id, id);
CREATE INDEX report_releases_to_client ON report_releases (practice_id, client_id, id) WHERE client_id IS NOT NULL;
CREATE UNIQUE INDEX report_releases_one_to_client ON report_releases (practice_id, report_id, client_id)
    WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX report_releases_one_outside ON report_releases (practice_id, report_id, authorisation_id)
    WHERE withdrawn_at IS NULL;
CALL protect_practice_table('report_releases', 'SELECT, INSERT, UPDATE, DELETE');

-- A release is a disclosure: to the one whom the report is about, to the partner, or to somebody outside.
ALTER TABLE disclosures
    DROP CONSTRAINT disclosures_recipient_check,
    ADD CONSTRAINT disclosures_recipient_check CHECK (recipient IN ('client', 'partner', 'third_party')),
    DROP CONSTRAINT disclosures_ground_check,
    ADD CONSTRAINT disclosures_ground_check
        CHECK (ground IN ('consent', 'agreed_policy', 'duty_to_protect', 'legal_duty', 'released_report'));

ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN (
    'password_changed', 'second_factor_set_up', 'second_factor_changed', 'second_factor_taken_off',
    'recovery_codes_made', 'recovery_code_used', 'email_changed', 'password_reset', 'email_change', 'small_sign',
    'reminder', 'something_to_read'
));
