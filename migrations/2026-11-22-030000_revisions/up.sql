-- The last day that a revision set: a planned end is part of what was asked.
ALTER TABLE assignment_revisions ADD COLUMN ends_on date;
-- The owner is held by the policies too, and no practice is set here.
ALTER TABLE assignment_revisions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments NO FORCE ROW LEVEL SECURITY;
-- Where it was completed or stopped, the day that stands there now is not the one that was planned.
UPDATE assignment_revisions revision SET ends_on = given.ends_on
FROM assignments given
WHERE given.practice_id = revision.practice_id AND given.id = revision.assignment_id AND given.status NOT IN ('completed', 'stopped');
ALTER TABLE assignment_revisions FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments FORCE ROW LEVEL SECURITY;
