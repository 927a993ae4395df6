-- How and when a client may be reached, and where a person in need finds help now.

CREATE TABLE contact_preferences (
    practice_id uuid NOT NULL,
    client_id uuid NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'push', 'none')),
    -- Weekly times in the client's zone; none for any time.
    safe_times jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, client_id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id)
);
CALL protect_practice_table('contact_preferences', 'SELECT, INSERT, UPDATE');

CREATE TABLE crisis_resources (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    phone text CHECK (length(phone) BETWEEN 2 AND 40),
    text_number text CHECK (length(text_number) BETWEEN 2 AND 100),
    url text CHECK (url LIKE 'https://%' AND length(url) <= 500),
    hours text NOT NULL CHECK (length(hours) BETWEEN 1 AND 200),
    region text NOT NULL CHECK (length(region) BETWEEN 1 AND 100),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT crisis_resources_reachable CHECK (num_nonnulls(phone, text_number, url) >= 1),
    FOREIGN KEY (practice_id) REFERENCES practices (practice_id)
);
CALL protect_practice_table('crisis_resources', 'SELECT, INSERT, UPDATE, DELETE');
