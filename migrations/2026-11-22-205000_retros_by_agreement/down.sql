-- What both partners decided is put down to who was last to come to the couple's care team: before, everything had a therapist.
ALTER TABLE assignment_revisions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE care_team_members NO FORCE ROW LEVEL SECURITY;
UPDATE assignments given SET assigned_by = (
    SELECT place.staff_id FROM care_team_members place
    WHERE place.practice_id = given.practice_id AND place.context_id = given.couple_id
    ORDER BY place.id DESC LIMIT 1
)
WHERE given.assigned_by IS NULL;
UPDATE assignment_revisions revision SET created_by = given.assigned_by
FROM assignments given
WHERE given.practice_id = revision.practice_id AND given.id = revision.assignment_id AND revision.created_by IS NULL;
ALTER TABLE care_team_members FORCE ROW LEVEL SECURITY;
ALTER TABLE assignments FORCE ROW LEVEL SECURITY;
ALTER TABLE assignment_revisions FORCE ROW LEVEL SECURITY;
ALTER TABLE assignment_revisions ALTER COLUMN created_by SET NOT NULL;
ALTER TABLE assignments DROP CONSTRAINT assignments_given_by, ALTER COLUMN assigned_by SET NOT NULL;
ALTER TABLE retros DROP CONSTRAINT retros_applied, DROP COLUMN applied_by;
ALTER TABLE couples DROP COLUMN retro_settings_version, DROP COLUMN partners_apply_retros;
ALTER TABLE practices DROP COLUMN partners_apply_retros;
