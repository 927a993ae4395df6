-- Programmes: ordered sets of library items, in versions that never change; who is enrolled, and what was released.

CREATE TABLE programmes (
    practice_id uuid NOT NULL REFERENCES practices (practice_id),
    id uuid NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 60),
    built_in boolean NOT NULL,
    -- The version that is enrolled in.
    number integer NOT NULL CHECK (number >= 1),
    retired_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT programmes_key UNIQUE (practice_id, key)
);
CALL protect_practice_table('programmes', 'SELECT, INSERT, UPDATE');

CREATE TABLE programme_versions (
    practice_id uuid NOT NULL,
    programme_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    title text NOT NULL,
    summary text NOT NULL,
    weeks integer NOT NULL CHECK (weeks BETWEEN 1 AND 104),
    -- Items, release rule and length of each step, in order.
    steps jsonb NOT NULL,
    -- NULL where it came with the product.
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, programme_id, number),
    FOREIGN KEY (practice_id, programme_id) REFERENCES programmes (practice_id, id),
    FOREIGN KEY (practice_id, created_by) REFERENCES memberships (practice_id, id)
);
CALL protect_practice_table('programme_versions', 'SELECT, INSERT');

CREATE TABLE enrolments (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid,
    couple_id uuid,
    programme_id uuid NOT NULL,
    number integer NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'paused', 'completed', 'ended')),
    starts_on date NOT NULL,
    -- Days of pauses, by which all that is counted from the start has moved on.
    shifted_days integer NOT NULL DEFAULT 0 CHECK (shifted_days >= 0),
    paused_on date,
    enrolled_by uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    context_id uuid NOT NULL GENERATED ALWAYS AS (COALESCE(couple_id, client_id)) STORED,
    PRIMARY KEY (practice_id, id),
    CONSTRAINT enrolments_one_context CHECK (num_nonnulls(client_id, couple_id) = 1),
    CONSTRAINT enrolments_pause CHECK ((status = 'paused') = (paused_on IS NOT NULL)),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, programme_id, number) REFERENCES programme_versions (practice_id, programme_id, number),
    FOREIGN KEY (practice_id, enrolled_by) REFERENCES memberships (practice_id, id)
);
CREATE INDEX enrolments_of_context ON enrolments (practice_id, context_id, id);
CALL protect_practice_table('enrolments', 'SELECT, INSERT, UPDATE, DELETE');

-- What each step gives to whom: to the couple as one, or to a client.
CREATE TABLE enrolment_steps (
    practice_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    position integer NOT NULL CHECK (position >= 1),
    -- The client, or the couple.
    recipient_id uuid NOT NULL,
    client_id uuid,
    -- NULL where the step is left out.
    item_id uuid,
    -- Why it was not released when its time had come.
    held_up_by text CHECK (held_up_by IN ('hold', 'item', 'agreement')),
    PRIMARY KEY (practice_id, enrolment_id, position, recipient_id),
    FOREIGN KEY (practice_id, enrolment_id) REFERENCES enrolments (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, item_id) REFERENCES library_items (practice_id, id)
);
CALL protect_practice_table('enrolment_steps', 'SELECT, INSERT, UPDATE, DELETE');

-- What was released: at most once for each step and recipient, whoever tries.
CREATE TABLE enrolment_releases (
    practice_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    position integer NOT NULL,
    recipient_id uuid NOT NULL,
    client_id uuid,
    assignment_id uuid NOT NULL,
    released_at timestamptz NOT NULL,
    PRIMARY KEY (practice_id, enrolment_id, position, recipient_id),
    CONSTRAINT enrolment_releases_assignment UNIQUE (practice_id, assignment_id),
    FOREIGN KEY (practice_id, enrolment_id, position, recipient_id)
        REFERENCES enrolment_steps (practice_id, enrolment_id, position, recipient_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id)
);
CALL protect_practice_table('enrolment_releases', 'SELECT, INSERT, DELETE');
