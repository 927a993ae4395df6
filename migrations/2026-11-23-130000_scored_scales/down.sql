ALTER TABLE measures DROP COLUMN scored_scales;
