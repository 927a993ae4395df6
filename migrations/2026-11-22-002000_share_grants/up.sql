-- An author's standing permission: new check-ins of one assignment, or of one kind of homework, go to the partner unless
-- they say otherwise. A grant belongs to one couple and ends with it.

CREATE TABLE share_grants (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    assignment_id uuid,
    category text CHECK (category IN ('habit', 'repair_ritual', 'boundary_script', 'reflection')),
    ended_at timestamptz,
    taken_back_at timestamptz,
    -- How many check-ins the taking back took from the partner, by the author's own rows.
    taken_back_count integer CHECK (taken_back_count >= 0),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT share_grants_one_scope CHECK (num_nonnulls(assignment_id, category) = 1),
    CONSTRAINT share_grants_taken_back CHECK (num_nonnulls(taken_back_at, taken_back_count) IN (0, 2)),
    CONSTRAINT share_grants_over CHECK (taken_back_at IS NULL OR ended_at IS NOT NULL),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id)
);
CREATE INDEX share_grants_of_client ON share_grants (practice_id, client_id, id);
CREATE UNIQUE INDEX share_grants_one_of_assignment ON share_grants (practice_id, client_id, couple_id, assignment_id)
    WHERE ended_at IS NULL AND assignment_id IS NOT NULL;
CREATE UNIQUE INDEX share_grants_one_of_category ON share_grants (practice_id, client_id, couple_id, category)
    WHERE ended_at IS NULL AND category IS NOT NULL;
CALL protect_practice_table('share_grants', 'SELECT, INSERT, UPDATE');

-- The grant through which a check-in was shared; NULL where its author or its homework shared it.
ALTER TABLE check_ins ADD COLUMN share_grant_id uuid,
    ADD CONSTRAINT check_ins_share_grant_shares CHECK (share_grant_id IS NULL OR visibility = 'partner'),
    ADD CONSTRAINT check_ins_share_grant_fkey FOREIGN KEY (practice_id, share_grant_id) REFERENCES share_grants (practice_id, id);
CREATE INDEX check_ins_of_share_grant ON check_ins (practice_id, share_grant_id) WHERE share_grant_id IS NOT NULL;
