DROP TABLE agreement_signatures, agreements;
ALTER TABLE practices DROP COLUMN agreement_required;
