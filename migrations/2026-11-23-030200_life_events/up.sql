-- Life events: what a client marks on the own time line. Private or for the care team; no partner reads any, so there are no copies.

CREATE TABLE life_events (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    -- The couple in whose care it is told; NULL for what belongs to the client's own.
    couple_id uuid,
    happened_on date NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist')),
    -- The title as sealed JSON.
    title_sealed bytea NOT NULL,
    -- Keyed digest of the first content sent: a retry is compared with it, also after a correction.
    first_digest bytea NOT NULL,
    deleted_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    -- The version that the care team is told.
    team_version integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE INDEX life_events_page ON life_events (practice_id, client_id, happened_on DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX life_events_of_couple ON life_events (practice_id, couple_id) WHERE couple_id IS NOT NULL;
CALL protect_practice_table('life_events', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE life_event_versions (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    event_id uuid NOT NULL,
    version integer NOT NULL,
    state_sealed bytea NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('private', 'therapist')),
    edited_at timestamptz NOT NULL DEFAULT now(),
    -- The number by which the care team knows it; NULL where the care team did not read it.
    team_version integer,
    PRIMARY KEY (practice_id, client_id, event_id, version),
    FOREIGN KEY (practice_id, client_id, event_id) REFERENCES life_events (practice_id, client_id, id)
);
CALL protect_practice_table('life_event_versions', 'SELECT, INSERT, DELETE');
