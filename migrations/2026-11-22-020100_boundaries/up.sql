-- Boundaries: limits that a client sets, as living documents, and their uses. Keyed below the author, whose phone makes the ids.

CREATE TABLE boundaries (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    -- The couple whose context it belongs to; NULL for what belongs to the author alone.
    couple_id uuid,
    assignment_id uuid,
    -- The version of the boundary script that it was made from.
    item_id uuid NOT NULL,
    item_version integer NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('connection', 'protective')),
    written_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    local_date date NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    -- What the partner knows it by, made when it was shared, and how often it changed since.
    partner_ref uuid,
    partner_version integer NOT NULL DEFAULT 1,
    -- The limit, what it is for and the plan for closeness as sealed JSON.
    words_sealed bytea NOT NULL,
    ended_at timestamptz,
    -- Keyed digest of the first content sent: a retry is compared with it, also after a correction.
    first_digest bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    -- The version that the care team is told.
    team_version integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, id),
    CONSTRAINT boundaries_partner_ref CHECK ((visibility = 'partner') = (partner_ref IS NOT NULL)),
    CONSTRAINT boundaries_partner_needs_couple CHECK (visibility <> 'partner' OR couple_id IS NOT NULL),
    CONSTRAINT boundaries_protective CHECK (visibility <> 'partner' OR purpose <> 'protective'),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
    FOREIGN KEY (practice_id, item_id, item_version) REFERENCES library_versions (practice_id, item_id, number)
);
CREATE INDEX boundaries_page ON boundaries (practice_id, client_id, local_date DESC, id DESC) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX boundaries_shared ON boundaries (practice_id, couple_id, partner_ref) WHERE partner_ref IS NOT NULL;
CREATE INDEX boundaries_shared_page ON boundaries (practice_id, couple_id, local_date DESC, partner_ref DESC)
    WHERE partner_ref IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX boundaries_of_assignment ON boundaries (practice_id, assignment_id) WHERE assignment_id IS NOT NULL;
CALL protect_practice_table('boundaries', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE boundary_versions (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    boundary_id uuid NOT NULL,
    version integer NOT NULL,
    state_sealed bytea NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    edited_by uuid NOT NULL,
    edited_at timestamptz NOT NULL DEFAULT now(),
    -- The number by which the care team knows it; NULL where the care team did not read it.
    team_version integer,
    PRIMARY KEY (practice_id, client_id, boundary_id, version),
    FOREIGN KEY (practice_id, client_id, boundary_id) REFERENCES boundaries (practice_id, client_id, id),
    FOREIGN KEY (practice_id, edited_by) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('boundary_versions', 'SELECT, INSERT, DELETE');

-- What the partner gets: a copy made when it was shared.
CREATE TABLE shared_boundaries (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    -- What the partner knows it by, made when the copy was.
    id uuid NOT NULL,
    -- What the author is told that it is called: another one where the copy was made later, after a hold.
    author_ref uuid NOT NULL,
    client_id uuid NOT NULL,
    boundary_id uuid NOT NULL,
    assignment_id uuid,
    local_date date NOT NULL,
    -- The words, sealed for the boundary.
    words_sealed bytea NOT NULL,
    ended boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, id),
    CONSTRAINT shared_boundaries_boundary UNIQUE (practice_id, client_id, boundary_id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, client_id, boundary_id) REFERENCES boundaries (practice_id, client_id, id),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id)
);
CREATE INDEX shared_boundaries_page ON shared_boundaries (practice_id, couple_id, local_date DESC, id DESC);
CALL protect_practice_table('shared_boundaries', 'SELECT, INSERT, UPDATE, DELETE');

-- Uses: of their author and, where it says so, of the care team; never of a partner.
CREATE TABLE boundary_uses (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    boundary_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    local_date date NOT NULL,
    -- By the boundary's plan as it was then; NULL for a protective limit.
    return_due_at timestamptz,
    returned_at timestamptz,
    reconnected boolean,
    respected text CHECK (respected IN ('yes', 'no', 'partly')),
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist')),
    -- Whether the author asked for a sign to the partner.
    notify_partner boolean NOT NULL DEFAULT false,
    note_sealed bytea,
    first_digest bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    team_version integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, id),
    CONSTRAINT boundary_uses_return CHECK (returned_at >= started_at),
    FOREIGN KEY (practice_id, client_id, boundary_id) REFERENCES boundaries (practice_id, client_id, id)
);
CREATE INDEX boundary_uses_page ON boundary_uses (practice_id, client_id, local_date DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX boundary_uses_of_boundary ON boundary_uses (practice_id, client_id, boundary_id);
CREATE INDEX boundary_uses_signs ON boundary_uses (practice_id, client_id, created_at) WHERE notify_partner;
CALL protect_practice_table('boundary_uses', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE boundary_use_versions (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    use_id uuid NOT NULL,
    version integer NOT NULL,
    state_sealed bytea NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist')),
    edited_by uuid NOT NULL,
    edited_at timestamptz NOT NULL DEFAULT now(),
    -- The number by which the care team knows it; NULL where the care team did not read it.
    team_version integer,
    PRIMARY KEY (practice_id, client_id, use_id, version),
    FOREIGN KEY (practice_id, client_id, use_id) REFERENCES boundary_uses (practice_id, client_id, id),
    FOREIGN KEY (practice_id, edited_by) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('boundary_use_versions', 'SELECT, INSERT, DELETE');
