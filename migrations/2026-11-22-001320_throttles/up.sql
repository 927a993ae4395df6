-- How often something was tried, and where accounts have signed in from. Digests under a key of the server: the tables
-- know neither addresses nor networks, and an address that is nobody's counts like any other.

CREATE TABLE throttles (
    subject_digest bytea PRIMARY KEY,
    tries integer NOT NULL,
    -- Since when the count is what it is: it falls with time.
    tried_at timestamptz NOT NULL,
    -- Until then nothing is tried, if it is later than that.
    free_at timestamptz NOT NULL
);
CREATE INDEX throttles_by_age ON throttles (tried_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON throttles TO holdfast_app;

CREATE TABLE known_places (
    place_digest bytea PRIMARY KEY,
    seen_at timestamptz NOT NULL
);
CREATE INDEX known_places_by_age ON known_places (seen_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON known_places TO holdfast_app;
