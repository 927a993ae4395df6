-- Ruptures, attempts to repair them, and what the other partner answers. Keyed below their author, whose phone makes the id.

CREATE TABLE ruptures (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    couple_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    local_date date NOT NULL,
    intensity smallint NOT NULL CHECK (intensity BETWEEN 0 AND 10),
    -- What it was about; NULL once deleted.
    topic_sealed bytea,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    -- What the partner knows it by, as its author is told, and how often the shared part changed since.
    partner_ref uuid,
    partner_version integer NOT NULL DEFAULT 1,
    -- Keyed digest of the first content sent: a retry is compared with it, also after a correction.
    first_digest bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    -- Grows only with what the care team reads.
    team_version integer NOT NULL DEFAULT 0,
    team_changed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, id),
    CONSTRAINT ruptures_partner_ref CHECK ((visibility = 'partner') = (partner_ref IS NOT NULL)),
    CONSTRAINT ruptures_deleted CHECK ((deleted_at IS NULL) = (topic_sealed IS NOT NULL)),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE INDEX ruptures_page ON ruptures (practice_id, client_id, local_date DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX ruptures_of_couple ON ruptures (practice_id, couple_id, local_date) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX ruptures_shared ON ruptures (practice_id, couple_id, partner_ref) WHERE partner_ref IS NOT NULL;
CALL protect_practice_table('ruptures', 'SELECT, INSERT, UPDATE, DELETE');

-- What a rupture said before a correction or deletion, sealed whole.
CREATE TABLE rupture_versions (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    rupture_id uuid NOT NULL,
    version integer NOT NULL,
    state_sealed bytea NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    edited_at timestamptz NOT NULL DEFAULT now(),
    team_version integer,
    PRIMARY KEY (practice_id, client_id, rupture_id, version),
    FOREIGN KEY (practice_id, client_id, rupture_id) REFERENCES ruptures (practice_id, client_id, id)
);
CALL protect_practice_table('rupture_versions', 'SELECT, INSERT, DELETE');

-- The partner's copy of a rupture that its author shares.
CREATE TABLE shared_ruptures (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    id uuid NOT NULL,
    -- What its author is told that it is called.
    author_ref uuid NOT NULL,
    client_id uuid NOT NULL,
    rupture_id uuid NOT NULL,
    local_date date NOT NULL,
    intensity smallint NOT NULL CHECK (intensity BETWEEN 0 AND 10),
    topic_sealed bytea NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, id),
    CONSTRAINT shared_ruptures_one UNIQUE (practice_id, client_id, rupture_id),
    FOREIGN KEY (practice_id, client_id, rupture_id) REFERENCES ruptures (practice_id, client_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE INDEX shared_ruptures_page ON shared_ruptures (practice_id, couple_id, local_date DESC, id DESC);
CALL protect_practice_table('shared_ruptures', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE repairs (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    couple_id uuid NOT NULL,
    -- The rupture that it is about, whoever of the two wrote that; never told to the partner.
    rupture_client_id uuid,
    rupture_id uuid,
    -- What the author of the repair knows that rupture by, where the partner wrote it.
    shared_rupture_id uuid,
    in_person boolean NOT NULL,
    occurred_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    local_date date NOT NULL,
    own_done boolean NOT NULL,
    impact_done boolean NOT NULL,
    validate_done boolean NOT NULL,
    do_over_done boolean NOT NULL,
    follow_through_by date,
    follow_through text CHECK (follow_through IN ('done', 'not_done')),
    follow_through_on date,
    -- The words of the four parts; NULL once deleted.
    words_sealed bytea,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    partner_ref uuid,
    partner_version integer NOT NULL DEFAULT 1,
    first_digest bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    team_version integer NOT NULL DEFAULT 0,
    team_changed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, id),
    CONSTRAINT repairs_partner_ref CHECK ((visibility = 'partner') = (partner_ref IS NOT NULL)),
    CONSTRAINT repairs_deleted CHECK ((deleted_at IS NULL) = (words_sealed IS NOT NULL)),
    CONSTRAINT repairs_rupture CHECK (num_nonnulls(rupture_client_id, rupture_id) IN (0, 2)),
    CONSTRAINT repairs_follow_through CHECK (num_nonnulls(follow_through, follow_through_on) IN (0, 2)),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, rupture_client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, rupture_client_id, rupture_id) REFERENCES ruptures (practice_id, client_id, id)
);
CREATE INDEX repairs_page ON repairs (practice_id, client_id, local_date DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX repairs_of_couple ON repairs (practice_id, couple_id, local_date) WHERE deleted_at IS NULL;
CREATE INDEX repairs_of_rupture ON repairs (practice_id, rupture_client_id, rupture_id) WHERE rupture_id IS NOT NULL;
CREATE UNIQUE INDEX repairs_shared ON repairs (practice_id, couple_id, partner_ref) WHERE partner_ref IS NOT NULL;
CALL protect_practice_table('repairs', 'SELECT, INSERT, UPDATE, DELETE');

-- What a repair said before a correction or deletion, sealed whole.
CREATE TABLE repair_versions (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    repair_id uuid NOT NULL,
    version integer NOT NULL,
    state_sealed bytea NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    edited_at timestamptz NOT NULL DEFAULT now(),
    team_version integer,
    PRIMARY KEY (practice_id, client_id, repair_id, version),
    FOREIGN KEY (practice_id, client_id, repair_id) REFERENCES repairs (practice_id, client_id, id)
);
CALL protect_practice_table('repair_versions', 'SELECT, INSERT, DELETE');

-- The partner's copy of a repair that its author shares: what was sent.
CREATE TABLE shared_repairs (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    id uuid NOT NULL,
    author_ref uuid NOT NULL,
    client_id uuid NOT NULL,
    repair_id uuid NOT NULL,
    in_person boolean NOT NULL,
    local_date date NOT NULL,
    own_done boolean NOT NULL,
    impact_done boolean NOT NULL,
    validate_done boolean NOT NULL,
    do_over_done boolean NOT NULL,
    follow_through_by date,
    follow_through text CHECK (follow_through IN ('done', 'not_done')),
    follow_through_on date,
    words_sealed bytea NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, id),
    CONSTRAINT shared_repairs_one UNIQUE (practice_id, client_id, repair_id),
    FOREIGN KEY (practice_id, client_id, repair_id) REFERENCES repairs (practice_id, client_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE INDEX shared_repairs_page ON shared_repairs (practice_id, couple_id, local_date DESC, id DESC);
CALL protect_practice_table('shared_repairs', 'SELECT, INSERT, UPDATE, DELETE');

-- What the one who got a repair answers. Its row is the receiver's and outlives the repair; a deleted answer leaves a row
-- without any, so that versions go on growing.
CREATE TABLE repair_responses (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    -- What the receiver knows the repair by, and what its author does.
    shared_repair_id uuid NOT NULL,
    author_ref uuid NOT NULL,
    couple_id uuid NOT NULL,
    -- The repair; NULL once its author is erased.
    repair_client_id uuid,
    repair_id uuid,
    answer text CHECK (answer IN ('accepted', 'partly', 'not_yet')),
    words_sealed bytea,
    visibility text NOT NULL CHECK (visibility IN ('therapist', 'partner')),
    -- Since when the answer is that it is accepted.
    accepted_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, shared_repair_id),
    CONSTRAINT repair_responses_words CHECK (num_nonnulls(answer, words_sealed) IN (0, 2)),
    CONSTRAINT repair_responses_accepted CHECK ((accepted_at IS NOT NULL) = (answer IS NOT DISTINCT FROM 'accepted')),
    CONSTRAINT repair_responses_repair CHECK (num_nonnulls(repair_client_id, repair_id) IN (0, 2)),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, repair_client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, repair_client_id, repair_id) REFERENCES repairs (practice_id, client_id, id)
);
CREATE UNIQUE INDEX repair_responses_of_shared ON repair_responses (practice_id, couple_id, author_ref);
CREATE INDEX repair_responses_of_repair ON repair_responses (practice_id, repair_client_id, repair_id) WHERE repair_id IS NOT NULL;
CALL protect_practice_table('repair_responses', 'SELECT, INSERT, UPDATE, DELETE');

-- What an answer was before it was changed or deleted, sealed whole.
CREATE TABLE repair_response_versions (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    shared_repair_id uuid NOT NULL,
    version integer NOT NULL,
    state_sealed bytea NOT NULL,
    edited_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, shared_repair_id, version),
    FOREIGN KEY (practice_id, client_id, shared_repair_id)
        REFERENCES repair_responses (practice_id, client_id, shared_repair_id)
);
CALL protect_practice_table('repair_response_versions', 'SELECT, INSERT, DELETE');

-- The copy of an answer for the one who sent the repair. One that was taken back leaves a row without an answer, so that
-- the version that the sender knows goes on growing.
CREATE TABLE shared_repair_responses (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    -- What the sender knows the own repair by.
    author_ref uuid NOT NULL,
    client_id uuid NOT NULL,
    shared_repair_id uuid NOT NULL,
    answer text CHECK (answer IN ('accepted', 'partly', 'not_yet')),
    words_sealed bytea,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, author_ref),
    CONSTRAINT shared_repair_responses_words CHECK (num_nonnulls(answer, words_sealed) IN (0, 2)),
    FOREIGN KEY (practice_id, client_id, shared_repair_id)
        REFERENCES repair_responses (practice_id, client_id, shared_repair_id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE INDEX shared_repair_responses_of_client ON shared_repair_responses (practice_id, client_id, shared_repair_id);
CALL protect_practice_table('shared_repair_responses', 'SELECT, INSERT, UPDATE, DELETE');
