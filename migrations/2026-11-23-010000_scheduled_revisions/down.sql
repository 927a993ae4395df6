-- Without the column a withdrawn revision would hold, so it goes; what was done under one comes under the newest that stands.
ALTER TABLE assignment_revisions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE check_ins NO FORCE ROW LEVEL SECURITY;
UPDATE check_ins act SET revision = given.revision
FROM assignments given, assignment_revisions withdrawn
WHERE given.practice_id = act.practice_id AND given.id = act.assignment_id
    AND withdrawn.practice_id = act.practice_id AND withdrawn.assignment_id = act.assignment_id
    AND withdrawn.number = act.revision AND withdrawn.withdrawn_at IS NOT NULL;
DELETE FROM assignment_revisions WHERE withdrawn_at IS NOT NULL;
ALTER TABLE check_ins FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments FORCE ROW LEVEL SECURITY;
ALTER TABLE assignment_revisions FORCE ROW LEVEL SECURITY;
REVOKE UPDATE (withdrawn_at) ON assignment_revisions FROM holdfast_app;
ALTER TABLE assignment_revisions DROP COLUMN withdrawn_at;
