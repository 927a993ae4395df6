-- Journal entries: what a client writes for itself, and shares or not. Keyed below the author, whose phone makes the id.

CREATE TABLE journal_entries (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    -- The couple whose context it belongs to; NULL for what belongs to the author alone.
    couple_id uuid,
    assignment_id uuid,
    -- The version of the reflection that it answers; NULL for a free entry.
    item_id uuid,
    item_version integer,
    written_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    local_date date NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    -- What the partner knows it by, made when it was shared, and how often it changed since.
    partner_ref uuid,
    partner_version integer NOT NULL DEFAULT 1,
    -- Title, text, feelings and answers as sealed JSON.
    words_sealed bytea NOT NULL,
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
    CONSTRAINT journal_entries_partner_ref CHECK ((visibility = 'partner') = (partner_ref IS NOT NULL)),
    CONSTRAINT journal_entries_partner_needs_couple CHECK (visibility <> 'partner' OR couple_id IS NOT NULL),
    CONSTRAINT journal_entries_item CHECK ((item_id IS NULL) = (item_version IS NULL)),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
    FOREIGN KEY (practice_id, item_id, item_version) REFERENCES library_versions (practice_id, item_id, number)
);
CREATE INDEX journal_entries_page ON journal_entries (practice_id, client_id, local_date DESC, id DESC) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX journal_entries_shared ON journal_entries (practice_id, couple_id, partner_ref) WHERE partner_ref IS NOT NULL;
CREATE INDEX journal_entries_shared_page ON journal_entries (practice_id, couple_id, local_date DESC, partner_ref DESC)
    WHERE partner_ref IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX journal_entries_of_assignment ON journal_entries (practice_id, assignment_id) WHERE assignment_id IS NOT NULL;
CALL protect_practice_table('journal_entries', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE journal_entry_versions (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    version integer NOT NULL,
    state_sealed bytea NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist', 'partner')),
    edited_by uuid NOT NULL,
    edited_at timestamptz NOT NULL DEFAULT now(),
    -- The number by which the care team knows it; NULL where the care team did not read it.
    team_version integer,
    PRIMARY KEY (practice_id, client_id, entry_id, version),
    FOREIGN KEY (practice_id, client_id, entry_id) REFERENCES journal_entries (practice_id, client_id, id),
    FOREIGN KEY (practice_id, edited_by) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('journal_entry_versions', 'SELECT, INSERT, DELETE');

-- What the partner gets: a copy made when it was shared.
CREATE TABLE shared_journal_entries (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    -- What the partner knows it by, made when the copy was.
    id uuid NOT NULL,
    -- What the author is told that it is called: another one where the copy was made later, after a hold.
    author_ref uuid NOT NULL,
    client_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    assignment_id uuid,
    item_id uuid,
    item_version integer,
    local_date date NOT NULL,
    -- The words, sealed for the entry.
    words_sealed bytea NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, id),
    CONSTRAINT shared_journal_entries_entry UNIQUE (practice_id, client_id, entry_id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, client_id, entry_id) REFERENCES journal_entries (practice_id, client_id, id),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
    FOREIGN KEY (practice_id, item_id, item_version) REFERENCES library_versions (practice_id, item_id, number)
);
CREATE INDEX shared_journal_entries_page ON shared_journal_entries (practice_id, couple_id, local_date DESC, id DESC);
CALL protect_practice_table('shared_journal_entries', 'SELECT, INSERT, UPDATE, DELETE');
