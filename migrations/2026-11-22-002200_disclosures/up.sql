-- What a therapist disclosed of a client, to whom, on what ground and under which version of the couple's agreement.

CREATE TABLE disclosures (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    -- The couple in whose context the item stands; NULL for an item of individual care.
    couple_id uuid,
    item_kind text NOT NULL CHECK (item_kind IN ('check_in', 'report')),
    item_id uuid NOT NULL,
    recipient text NOT NULL CHECK (recipient IN ('partner', 'third_party')),
    -- Who of outside the practice, where it is a third party.
    recipient_sealed bytea,
    ground text NOT NULL CHECK (ground IN ('consent', 'agreed_policy', 'duty_to_protect', 'legal_duty')),
    explanation_sealed bytea NOT NULL,
    agreement_couple_id uuid,
    agreement_number integer,
    disclosed_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT disclosures_recipient CHECK ((recipient = 'third_party') = (recipient_sealed IS NOT NULL)),
    CONSTRAINT disclosures_agreement CHECK (num_nonnulls(agreement_couple_id, agreement_number) IN (0, 2)),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, agreement_couple_id, agreement_number) REFERENCES agreements (practice_id, couple_id, number),
    FOREIGN KEY (practice_id, disclosed_by) REFERENCES staff (practice_id, id)
);
CREATE INDEX disclosures_of_client ON disclosures (practice_id, client_id, id);
CALL protect_practice_table('disclosures', 'SELECT, INSERT');
