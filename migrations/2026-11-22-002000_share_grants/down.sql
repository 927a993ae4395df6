DROP INDEX check_ins_of_share_grant;
ALTER TABLE check_ins DROP COLUMN share_grant_id;
DROP TABLE share_grants;
