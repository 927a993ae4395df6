-- What a couple agrees on for itself, as the living document of homework that both do together: versions of it, and who
-- accepted which.

CREATE TABLE pacts (
    practice_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    couple_id uuid NOT NULL,
    client_id uuid NOT NULL,
    -- What each of the two counts it as. One that was written under a safety hold never reaches the partner and has no number
    -- there, so that nobody sees a gap.
    author_number integer NOT NULL CHECK (author_number BETWEEN 1 AND number),
    partner_number integer CHECK (partner_number BETWEEN 1 AND number),
    item_version integer NOT NULL CHECK (item_version >= 1),
    words_sealed bytea NOT NULL,
    local_date date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, assignment_id, number),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
    FOREIGN KEY (practice_id, couple_id, client_id) REFERENCES couple_members (practice_id, couple_id, client_id)
);
CREATE INDEX pacts_by_couple ON pacts (practice_id, couple_id, assignment_id, number);
CALL protect_practice_table('pacts', 'SELECT, INSERT, DELETE');

CREATE TABLE pact_acceptances (
    practice_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    number integer NOT NULL,
    couple_id uuid NOT NULL,
    client_id uuid NOT NULL,
    -- False where it was accepted under a safety hold: the partner is told nothing by it.
    reaches_partner boolean NOT NULL,
    accepted_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, assignment_id, number, client_id),
    FOREIGN KEY (practice_id, assignment_id, number) REFERENCES pacts (practice_id, assignment_id, number),
    FOREIGN KEY (practice_id, couple_id, client_id) REFERENCES couple_members (practice_id, couple_id, client_id)
);
CALL protect_practice_table('pact_acceptances', 'SELECT, INSERT, UPDATE, DELETE');
