-- The library, assignments with their revisions, and check-ins.

CREATE TABLE library_items (
    practice_id uuid NOT NULL REFERENCES practices (practice_id),
    id uuid NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 60),
    kind text NOT NULL CHECK (kind IN ('habit', 'repair_ritual', 'boundary_script', 'reflection')),
    built_in boolean NOT NULL,
    copied_from uuid,
    -- The version that new assignments pin; NULL before the first publication.
    published_number integer,
    -- The version being written; NULL when there is none.
    draft_number integer,
    retired_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT library_items_key UNIQUE (practice_id, key),
    FOREIGN KEY (practice_id, copied_from) REFERENCES library_items (practice_id, id)
);
CALL protect_practice_table('library_items', 'SELECT, INSERT, UPDATE');

-- Immutable once published_at is set.
CREATE TABLE library_versions (
    practice_id uuid NOT NULL,
    item_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    summary text NOT NULL CHECK (length(summary) BETWEEN 1 AND 200),
    rationale text NOT NULL CHECK (length(rationale) BETWEEN 1 AND 600),
    audiences text[] NOT NULL,
    default_cadence jsonb NOT NULL,
    default_minutes integer CHECK (default_minutes BETWEEN 1 AND 600),
    tags text[] NOT NULL,
    contraindications text[] NOT NULL,
    unsuitable_under_hold boolean NOT NULL,
    therapist_note text CHECK (length(therapist_note) <= 1000),
    content jsonb NOT NULL,
    published_at timestamptz,
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, item_id, number),
    FOREIGN KEY (practice_id, item_id) REFERENCES library_items (practice_id, id)
);
CALL protect_practice_table('library_versions', 'SELECT, INSERT, UPDATE');

CREATE TABLE assignments (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid,
    couple_id uuid,
    mode text NOT NULL CHECK (mode IN ('individual', 'together', 'each', 'either')),
    item_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('proposed', 'active', 'paused', 'completed', 'stopped')),
    starts_on date NOT NULL,
    ends_on date,
    -- The newest revision; its terms hold from its effective date on.
    revision integer NOT NULL,
    assigned_by uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT assignments_one_context CHECK (num_nonnulls(client_id, couple_id) = 1),
    CONSTRAINT assignments_mode CHECK ((mode = 'individual') = (client_id IS NOT NULL)),
    CONSTRAINT assignments_dates CHECK (ends_on IS NULL OR ends_on >= starts_on - 1),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, item_id) REFERENCES library_items (practice_id, id),
    FOREIGN KEY (practice_id, assigned_by) REFERENCES staff (practice_id, id)
);
CREATE INDEX assignments_of_client ON assignments (practice_id, client_id, id) WHERE client_id IS NOT NULL;
CREATE INDEX assignments_of_couple ON assignments (practice_id, couple_id, id) WHERE couple_id IS NOT NULL;
CALL protect_practice_table('assignments', 'SELECT, INSERT, UPDATE');

-- What was asked from which day on: later changes never reinterpret an earlier day.
CREATE TABLE assignment_revisions (
    practice_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    effective_from date NOT NULL,
    item_id uuid NOT NULL,
    item_version integer NOT NULL,
    cadence jsonb NOT NULL,
    minutes integer CHECK (minutes BETWEEN 1 AND 600),
    time_zone text NOT NULL,
    day_start text NOT NULL,
    week_start text NOT NULL,
    rationale_sealed bytea,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, assignment_id, number),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
    FOREIGN KEY (practice_id, item_id, item_version) REFERENCES library_versions (practice_id, item_id, number),
    FOREIGN KEY (practice_id, created_by) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('assignment_revisions', 'SELECT, INSERT');

-- What belongs to one member of an assignment and never shows on the partner's copy.
CREATE TABLE assignment_participants (
    practice_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    client_id uuid NOT NULL,
    confidence smallint CHECK (confidence BETWEEN 0 AND 10),
    barrier_plan_sealed bytea,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, assignment_id, client_id),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id)
);
CREATE INDEX assignment_participants_of_client ON assignment_participants (practice_id, client_id, assignment_id);
CALL protect_practice_table('assignment_participants', 'SELECT, INSERT, UPDATE');

-- Days on which nothing is asked: of everybody, or of one member.
CREATE TABLE assignment_pauses (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    client_id uuid,
    starts_on date NOT NULL,
    ends_on date,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT assignment_pauses_dates CHECK (ends_on IS NULL OR ends_on >= starts_on - 1),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, created_by) REFERENCES memberships (practice_id, id)
);
CREATE INDEX assignment_pauses_of_assignment ON assignment_pauses (practice_id, assignment_id, starts_on);
CREATE UNIQUE INDEX assignment_pauses_open ON assignment_pauses (practice_id, assignment_id) WHERE ends_on IS NULL AND client_id IS NULL;
CALL protect_practice_table('assignment_pauses', 'SELECT, INSERT, UPDATE');

-- The act: who, on which day, what came of it. Keyed below its author, whose phone makes the id.
CREATE TABLE check_ins (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    -- The couple whose context the act belongs to; NULL for an individual assignment.
    couple_id uuid,
    revision integer NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('practice', 'review')),
    occurred_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    local_date date NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'partly', 'not_done', 'no_occasion')),
    count integer NOT NULL DEFAULT 1 CHECK (count BETWEEN 1 AND 100),
    minutes integer CHECK (minutes BETWEEN 0 AND 1440),
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    -- What the partner knows it by, made when it was shared, and how often the shared act changed since.
    partner_ref uuid,
    partner_version integer NOT NULL DEFAULT 1,
    -- Keyed digest of the first content sent: a retry is compared with it, also after a correction.
    first_digest bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, id),
    CONSTRAINT check_ins_partner_ref CHECK ((visibility = 'partner') = (partner_ref IS NOT NULL)),
    CONSTRAINT check_ins_partner_needs_couple CHECK (visibility <> 'partner' OR couple_id IS NOT NULL),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, assignment_id, revision) REFERENCES assignment_revisions (practice_id, assignment_id, number)
);
-- Figures read only this index: it holds the figures' columns and what decides visibility.
CREATE INDEX check_ins_figures ON check_ins (practice_id, client_id, local_date)
    INCLUDE (assignment_id, couple_id, outcome, count, purpose, visibility)
    WHERE deleted_at IS NULL;
CREATE INDEX check_ins_page ON check_ins (practice_id, client_id, local_date DESC, id DESC) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX check_ins_shared ON check_ins (practice_id, couple_id, partner_ref) WHERE partner_ref IS NOT NULL;
CREATE INDEX check_ins_shared_page ON check_ins (practice_id, couple_id, local_date DESC, partner_ref DESC) WHERE partner_ref IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX check_ins_changed ON check_ins (practice_id, client_id, updated_at);
ALTER TABLE check_ins SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
CALL protect_practice_table('check_ins', 'SELECT, INSERT, UPDATE');

-- The author's personal part of a check-in, with a visibility of its own: a shared act shares no words.
CREATE TABLE check_in_personals (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    check_in_id uuid NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    effort smallint CHECK (effort BETWEEN 0 AND 10),
    helpfulness smallint CHECK (helpfulness BETWEEN 0 AND 10),
    closeness smallint CHECK (closeness BETWEEN 0 AND 10),
    -- Feelings, obstacles, reason, note and details as sealed JSON.
    words_sealed bytea NOT NULL,
    partner_version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, check_in_id),
    FOREIGN KEY (practice_id, client_id, check_in_id) REFERENCES check_ins (practice_id, client_id, id)
);
CALL protect_practice_table('check_in_personals', 'SELECT, INSERT, UPDATE, DELETE');

-- What a check-in said before a correction or deletion.
CREATE TABLE check_in_versions (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    check_in_id uuid NOT NULL,
    version integer NOT NULL,
    -- The whole earlier state, reason of the change included, as sealed JSON.
    state_sealed bytea NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    edited_by uuid NOT NULL,
    edited_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, check_in_id, version),
    FOREIGN KEY (practice_id, client_id, check_in_id) REFERENCES check_ins (practice_id, client_id, id),
    FOREIGN KEY (practice_id, edited_by) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('check_in_versions', 'SELECT, INSERT');
