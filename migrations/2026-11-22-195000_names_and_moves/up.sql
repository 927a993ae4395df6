-- A proposal begins on the day on which it is activated at the earliest, so its revisions move with it.
GRANT UPDATE (effective_from) ON assignment_revisions TO holdfast_app;

-- Calendars name their entries by whatever can be printed.
ALTER TABLE appointments
    DROP CONSTRAINT appointments_external_id_check,
    ADD CONSTRAINT appointments_external_id_check CHECK (char_length(external_id) BETWEEN 1 AND 255);

-- Nobody runs through the same programme twice at a time. Where somebody already does, the older one ends.
ALTER TABLE enrolments NO FORCE ROW LEVEL SECURITY;
UPDATE enrolments older
SET status = 'ended', paused_on = NULL, version = version + 1, updated_at = now()
WHERE older.status IN ('active', 'paused') AND EXISTS (
    SELECT FROM enrolments newer
    WHERE newer.practice_id = older.practice_id AND newer.context_id = older.context_id
        AND newer.programme_id = older.programme_id AND newer.status IN ('active', 'paused') AND newer.id > older.id
);
ALTER TABLE enrolments FORCE ROW LEVEL SECURITY;
CREATE UNIQUE INDEX enrolments_one_running ON enrolments (practice_id, context_id, programme_id)
    WHERE status IN ('active', 'paused');

-- The questions of an item without an answer to which a check-in is not done.
CREATE FUNCTION required_answers(content jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN jsonb_path_query_array(content, '$.*[*] ? (@.required == true).key');
