DROP FUNCTION required_answers(jsonb);

DROP INDEX enrolments_one_running;

-- Names that were not possible before go; the appointments stay.
ALTER TABLE appointments NO FORCE ROW LEVEL SECURITY;
UPDATE appointments SET external_id = NULL WHERE external_id !~ '^[A-Za-z0-9._~-]{1,100}$';
ALTER TABLE appointments FORCE ROW LEVEL SECURITY;
ALTER TABLE appointments
    DROP CONSTRAINT appointments_external_id_check,
    ADD CONSTRAINT appointments_external_id_check CHECK (external_id ~ '^[A-Za-z0-9._~-]{1,100}$');

REVOKE UPDATE (effective_from) ON assignment_revisions FROM holdfast_app;
