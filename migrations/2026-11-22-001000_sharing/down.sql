DROP INDEX check_in_versions_of_team;
DROP INDEX check_ins_shared_changed;
DROP INDEX check_ins_changed;
CREATE INDEX check_ins_changed ON check_ins (practice_id, client_id, updated_at);
ALTER TABLE check_in_personals ADD COLUMN partner_version integer NOT NULL DEFAULT 1;
ALTER TABLE check_in_versions DROP COLUMN team_version;
ALTER TABLE check_ins DROP COLUMN team_version, DROP COLUMN team_changed_at, DROP COLUMN partner_changed_at;
DROP TABLE shared_check_ins;
