-- Whom a row is about gets one column, so that reach is one probe of an index, and a revision keeps what names its item,
-- so that reading an assignment needs no look into the library. Published versions never change.

ALTER TABLE care_team_members ADD COLUMN context_id uuid NOT NULL GENERATED ALWAYS AS (COALESCE(couple_id, client_id)) STORED;
CREATE UNIQUE INDEX care_team_of_context ON care_team_members (practice_id, context_id, staff_id) WHERE ended_at IS NULL;
DROP INDEX care_team_of_client;
DROP INDEX care_team_of_couple;
DROP INDEX care_team_of_staff;
CREATE INDEX care_team_of_staff ON care_team_members (practice_id, staff_id, context_id) WHERE ended_at IS NULL;

ALTER TABLE assignments ADD COLUMN context_id uuid NOT NULL GENERATED ALWAYS AS (COALESCE(couple_id, client_id)) STORED;
CREATE INDEX assignments_of_context ON assignments (practice_id, context_id, id);
DROP INDEX assignments_of_client;
DROP INDEX assignments_of_couple;

ALTER TABLE reports ADD COLUMN context_id uuid NOT NULL GENERATED ALWAYS AS (COALESCE(couple_id, client_id)) STORED;
CREATE INDEX reports_of_context ON reports (practice_id, context_id, id);
DROP INDEX reports_of_client;
DROP INDEX reports_of_couple;

ALTER TABLE assignment_revisions ADD COLUMN item_key text, ADD COLUMN item_kind text, ADD COLUMN item_title text;
-- The owner is held by the policies too, and no practice is set here.
ALTER TABLE assignment_revisions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE library_items NO FORCE ROW LEVEL SECURITY;
ALTER TABLE library_versions NO FORCE ROW LEVEL SECURITY;
UPDATE assignment_revisions revision
SET item_key = item.key, item_kind = item.kind, item_title = edition.title
FROM library_items item JOIN library_versions edition ON edition.practice_id = item.practice_id AND edition.item_id = item.id
WHERE item.practice_id = revision.practice_id AND item.id = revision.item_id AND edition.number = revision.item_version;
ALTER TABLE assignment_revisions FORCE ROW LEVEL SECURITY;
ALTER TABLE library_items FORCE ROW LEVEL SECURITY;
ALTER TABLE library_versions FORCE ROW LEVEL SECURITY;
ALTER TABLE assignment_revisions
    ALTER COLUMN item_key SET NOT NULL,
    ALTER COLUMN item_kind SET NOT NULL,
    ALTER COLUMN item_title SET NOT NULL;
