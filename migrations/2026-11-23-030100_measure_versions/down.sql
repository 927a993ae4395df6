DROP INDEX safety_marks_of_measure;
DROP INDEX safety_marks_once;
ALTER TABLE safety_marks ADD CONSTRAINT safety_marks_once UNIQUE (practice_id, client_id, measure_id);
DROP TABLE measure_versions;
ALTER TABLE measures DROP COLUMN deleted_at;
