ALTER TABLE practices DROP COLUMN second_factor_required;
ALTER TABLE sessions DROP COLUMN second_factor_at, DROP COLUMN proved_at;
DROP TABLE recovery_codes, second_factors;
