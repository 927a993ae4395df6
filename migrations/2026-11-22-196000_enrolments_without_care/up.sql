-- A step also waits where whoever enrolled no longer cares for those who would get it.
ALTER TABLE enrolment_steps DROP CONSTRAINT enrolment_steps_held_up_by_check;
ALTER TABLE enrolment_steps ADD CONSTRAINT enrolment_steps_held_up_by_check
    CHECK (held_up_by IN ('hold', 'item', 'agreement', 'care'));
