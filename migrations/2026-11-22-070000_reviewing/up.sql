-- What the care team makes of a check-in: feedback for its author, and whether it was seen and talked about, which no client
-- learns.

CREATE TABLE check_in_feedback (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    check_in_id uuid NOT NULL,
    written_by uuid NOT NULL,
    text_sealed bytea NOT NULL,
    deleted_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, client_id, check_in_id) REFERENCES check_ins (practice_id, client_id, id),
    FOREIGN KEY (practice_id, written_by) REFERENCES staff (practice_id, id)
);
CREATE INDEX check_in_feedback_page ON check_in_feedback (practice_id, client_id, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX check_in_feedback_of_check_in ON check_in_feedback (practice_id, client_id, check_in_id, id DESC) WHERE deleted_at IS NULL;
CALL protect_practice_table('check_in_feedback', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE check_in_feedback_versions (
    practice_id uuid NOT NULL,
    feedback_id uuid NOT NULL,
    version integer NOT NULL,
    text_sealed bytea NOT NULL,
    edited_by uuid NOT NULL,
    edited_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, feedback_id, version),
    FOREIGN KEY (practice_id, feedback_id) REFERENCES check_in_feedback (practice_id, id),
    FOREIGN KEY (practice_id, edited_by) REFERENCES staff (practice_id, id)
);
CALL protect_practice_table('check_in_feedback_versions', 'SELECT, INSERT, DELETE');

-- A check-in without a row is new; so is one whose version for the care team is no longer the one that was reviewed.
CREATE TABLE check_in_reviews (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    check_in_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('new', 'seen', 'discussed')),
    -- What the care team read: `team_version` of the check-in.
    team_version integer NOT NULL,
    reviewed_by uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, check_in_id),
    FOREIGN KEY (practice_id, client_id, check_in_id) REFERENCES check_ins (practice_id, client_id, id),
    FOREIGN KEY (practice_id, reviewed_by) REFERENCES staff (practice_id, id)
);
CALL protect_practice_table('check_in_reviews', 'SELECT, INSERT, UPDATE, DELETE');
