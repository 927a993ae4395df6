DROP TABLE server_keys;
ALTER TABLE signing_keys DROP COLUMN signs_from;
