DELETE FROM safety_marks WHERE measure_id IS NOT NULL;
ALTER TABLE safety_marks
    DROP CONSTRAINT safety_marks_placed,
    DROP COLUMN measure_id,
    ALTER COLUMN placed_by SET NOT NULL;
DROP TABLE measures;
DROP TABLE instrument_versions;
