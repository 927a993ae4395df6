ALTER TABLE assignment_revisions DROP COLUMN item_key, DROP COLUMN item_kind, DROP COLUMN item_title;

CREATE INDEX reports_of_client ON reports (practice_id, client_id, id) WHERE client_id IS NOT NULL;
CREATE INDEX reports_of_couple ON reports (practice_id, couple_id, id) WHERE couple_id IS NOT NULL;
ALTER TABLE reports DROP COLUMN context_id;

CREATE INDEX assignments_of_client ON assignments (practice_id, client_id, id) WHERE client_id IS NOT NULL;
CREATE INDEX assignments_of_couple ON assignments (practice_id, couple_id, id) WHERE couple_id IS NOT NULL;
ALTER TABLE assignments DROP COLUMN context_id;

CREATE UNIQUE INDEX care_team_of_client ON care_team_members (practice_id, client_id, staff_id) WHERE ended_at IS NULL AND client_id IS NOT NULL;
CREATE UNIQUE INDEX care_team_of_couple ON care_team_members (practice_id, couple_id, staff_id) WHERE ended_at IS NULL AND couple_id IS NOT NULL;
ALTER TABLE care_team_members DROP COLUMN context_id;
CREATE INDEX care_team_of_staff ON care_team_members (practice_id, staff_id, client_id, couple_id) WHERE ended_at IS NULL;
