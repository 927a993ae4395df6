-- What a couple and its therapist agreed on about confidences: versions of a text, and each partner's own signature.

ALTER TABLE practices ADD COLUMN agreement_required boolean NOT NULL DEFAULT true;
-- The owner is held by the policies too, and no practice is set here. What ran without an agreement goes on so.
ALTER TABLE practices NO FORCE ROW LEVEL SECURITY;
UPDATE practices SET agreement_required = false;
ALTER TABLE practices FORCE ROW LEVEL SECURITY;

CREATE TABLE agreements (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    policy text NOT NULL CHECK (policy IN ('no_secrets', 'limited', 'confidential')),
    text_sealed bytea NOT NULL,
    proposed_by uuid NOT NULL,
    superseded_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, number),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, proposed_by) REFERENCES staff (practice_id, id)
);
CREATE UNIQUE INDEX agreements_one_current ON agreements (practice_id, couple_id) WHERE superseded_at IS NULL;
CALL protect_practice_table('agreements', 'SELECT, INSERT, UPDATE');

CREATE TABLE agreement_signatures (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    number integer NOT NULL,
    client_id uuid NOT NULL,
    line_sealed bytea NOT NULL,
    -- False where it was signed under a safety hold: the partner is told nothing by it.
    reaches_partner boolean NOT NULL,
    signed_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, number, client_id),
    FOREIGN KEY (practice_id, couple_id, number) REFERENCES agreements (practice_id, couple_id, number),
    FOREIGN KEY (practice_id, couple_id, client_id) REFERENCES couple_members (practice_id, couple_id, client_id)
);
CALL protect_practice_table('agreement_signatures', 'SELECT, INSERT, UPDATE');
