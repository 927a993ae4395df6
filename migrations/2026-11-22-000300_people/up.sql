-- Staff, clients, couples and who cares for whom.

CREATE TABLE staff (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    email text NOT NULL CHECK (email = lower(email) AND length(email) <= 254),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, id) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('staff', 'SELECT, INSERT, UPDATE');

CREATE TABLE supervisions (
    practice_id uuid NOT NULL,
    supervisor_id uuid NOT NULL,
    supervisee_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, supervisor_id, supervisee_id),
    FOREIGN KEY (practice_id, supervisor_id) REFERENCES staff (practice_id, id),
    FOREIGN KEY (practice_id, supervisee_id) REFERENCES staff (practice_id, id),
    CONSTRAINT supervisions_of_another CHECK (supervisor_id <> supervisee_id)
);
CALL protect_practice_table('supervisions', 'SELECT, INSERT, DELETE');

CREATE TABLE clients (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    given_name text NOT NULL CHECK (length(given_name) BETWEEN 1 AND 100),
    family_name text NOT NULL CHECK (length(family_name) BETWEEN 1 AND 100),
    preferred_name text CHECK (length(preferred_name) BETWEEN 1 AND 100),
    pronouns text CHECK (length(pronouns) BETWEEN 1 AND 40),
    email text CHECK (email = lower(email) AND length(email) <= 254),
    phone text CHECK (length(phone) BETWEEN 3 AND 40),
    address text CHECK (length(address) BETWEEN 1 AND 400),
    time_zone text NOT NULL,
    language text NOT NULL,
    -- The client's own start of day, for shift workers; the practice's where NULL.
    day_start text,
    status text NOT NULL CHECK (status IN ('active', 'inactive', 'archived')),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, id) REFERENCES memberships (practice_id, id)
);
CREATE INDEX clients_by_status ON clients (practice_id, status, id);
CALL protect_practice_table('clients', 'SELECT, INSERT, UPDATE');

-- Clinical, so a row of its own: who reads a client's contact data need not read this.
CREATE TABLE attachment_patterns (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    pattern text NOT NULL CHECK (pattern IN ('secure', 'anxious', 'avoidant', 'anxious_avoidant', 'unknown')),
    source text NOT NULL CHECK (source IN ('client', 'clinician', 'measure')),
    assessed_on date NOT NULL,
    note_sealed bytea,
    recorded_by uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, recorded_by) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('attachment_patterns', 'SELECT, INSERT, UPDATE');

CREATE TABLE couples (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    started_on date NOT NULL,
    ended_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id)
);
CALL protect_practice_table('couples', 'SELECT, INSERT, UPDATE');

CREATE TABLE couple_members (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    position smallint NOT NULL CHECK (position IN (1, 2)),
    client_id uuid NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (practice_id, couple_id, position),
    CONSTRAINT couple_members_differ UNIQUE (practice_id, couple_id, client_id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id)
);
-- At most one active couple for a client, also when two are made at once.
CREATE UNIQUE INDEX couple_members_one_active ON couple_members (practice_id, client_id) WHERE ended_at IS NULL;
CREATE INDEX couple_members_of_client ON couple_members (practice_id, client_id, couple_id);
CALL protect_practice_table('couple_members', 'SELECT, INSERT, UPDATE');

-- Who cares for one client or one couple; a place that ends keeps its row.
CREATE TABLE care_team_members (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    client_id uuid,
    couple_id uuid,
    ended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT care_team_one_context CHECK (num_nonnulls(client_id, couple_id) = 1),
    FOREIGN KEY (practice_id, staff_id) REFERENCES staff (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE UNIQUE INDEX care_team_of_client ON care_team_members (practice_id, client_id, staff_id) WHERE ended_at IS NULL AND client_id IS NOT NULL;
CREATE UNIQUE INDEX care_team_of_couple ON care_team_members (practice_id, couple_id, staff_id) WHERE ended_at IS NULL AND couple_id IS NOT NULL;
CREATE INDEX care_team_of_staff ON care_team_members (practice_id, staff_id, client_id, couple_id) WHERE ended_at IS NULL;
CALL protect_practice_table('care_team_members', 'SELECT, INSERT, UPDATE');
