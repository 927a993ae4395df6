ALTER TABLE enrolment_steps NO FORCE ROW LEVEL SECURITY;
UPDATE enrolment_steps SET held_up_by = NULL WHERE held_up_by = 'care';
ALTER TABLE enrolment_steps FORCE ROW LEVEL SECURITY;
ALTER TABLE enrolment_steps DROP CONSTRAINT enrolment_steps_held_up_by_check;
ALTER TABLE enrolment_steps ADD CONSTRAINT enrolment_steps_held_up_by_check
    CHECK (held_up_by IN ('hold', 'item', 'agreement'));
