DROP INDEX safety_marks_of_measure;
DROP INDEX safety_marks_once;
ALTER TABLE safety_marks NO FORCE ROW LEVEL SECURITY;
-- The schema before knows one flag a measure: the newest stays.
DELETE FROM safety_marks older USING safety_marks newer
    WHERE (older.practice_id, older.client_id, older.measure_id) = (newer.practice_id, newer.client_id, newer.measure_id)
    AND older.id < newer.id;
ALTER TABLE safety_marks FORCE ROW LEVEL SECURITY;
ALTER TABLE safety_marks ADD CONSTRAINT safety_marks_once UNIQUE (practice_id, client_id, measure_id);
DROP TABLE measure_versions;
ALTER TABLE measures DROP COLUMN deleted_at;
