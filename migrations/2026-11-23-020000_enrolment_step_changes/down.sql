-- One version for all again, which is none that anybody was told before.
ALTER TABLE enrolments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE enrolment_steps NO FORCE ROW LEVEL SECURITY;
UPDATE enrolments enrolment SET version = enrolment.version + step.changes, updated_at = greatest(enrolment.updated_at, step.changed_at)
FROM (
    SELECT practice_id, enrolment_id, sum(changes)::integer AS changes, max(changed_at) AS changed_at
    FROM enrolment_steps GROUP BY practice_id, enrolment_id
) step
WHERE step.practice_id = enrolment.practice_id AND step.enrolment_id = enrolment.id AND step.changes > 0;
ALTER TABLE enrolment_steps FORCE ROW LEVEL SECURITY;
ALTER TABLE enrolments FORCE ROW LEVEL SECURITY;
ALTER TABLE enrolment_steps DROP COLUMN changed_at, DROP COLUMN changes;
