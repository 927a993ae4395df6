-- What asks a client for a measure. When it is due is computed, from the request, the answers and the appointments.
CREATE TABLE measure_requests (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    -- The couple in whose care it is asked; NULL for what belongs to the client's own.
    couple_id uuid,
    -- The same for those that were made at once, for both partners: only who made them is told.
    made_with uuid NOT NULL,
    -- Always answered in the newest version.
    instrument_key text NOT NULL,
    rhythm text NOT NULL CHECK (rhythm IN ('once', 'weeks', 'appointments')),
    starts_on date NOT NULL,
    due_on date,
    every_weeks integer CHECK (every_weeks BETWEEN 1 AND 52),
    days_before integer CHECK (days_before BETWEEN 0 AND 14),
    ends_on date,
    ended_at timestamptz,
    requested_by uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    CONSTRAINT measure_requests_rhythm CHECK (
        (rhythm = 'once') = (due_on IS NOT NULL) AND (rhythm = 'weeks') = (every_weeks IS NOT NULL)
        AND (rhythm = 'appointments') = (days_before IS NOT NULL)
    ),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, requested_by) REFERENCES staff (practice_id, id)
);
CREATE INDEX measure_requests_page ON measure_requests (practice_id, client_id, id);
CREATE INDEX measure_requests_of_couple ON measure_requests (practice_id, couple_id) WHERE couple_id IS NOT NULL;
CREATE INDEX measure_requests_made_with ON measure_requests (practice_id, made_with);
CALL protect_practice_table('measure_requests', 'SELECT, INSERT, UPDATE, DELETE');
