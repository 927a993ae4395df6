DELETE FROM notices WHERE kind = 'something_to_read';
ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN (
    'password_changed', 'second_factor_set_up', 'second_factor_changed', 'second_factor_taken_off',
    'recovery_codes_made', 'recovery_code_used', 'email_changed', 'password_reset', 'email_change', 'small_sign',
    'reminder'
));
-- Without releases nothing was disclosed by one.
ALTER TABLE disclosures NO FORCE ROW LEVEL SECURITY;
DELETE FROM disclosures WHERE ground = 'released_report' OR recipient = 'client';
ALTER TABLE disclosures FORCE ROW LEVEL SECURITY;
ALTER TABLE disclosures
    DROP CONSTRAINT disclosures_recipient_check,
    ADD CONSTRAINT disclosures_recipient_check CHECK (recipient IN ('partner', 'third_party')),
    DROP CONSTRAINT disclosures_ground_check,
    ADD CONSTRAINT disclosures_ground_check
        CHECK (ground IN ('consent', 'agreed_policy', 'duty_to_protect', 'legal_duty'));
DROP TABLE report_releases;
DROP TABLE report_authorisation_signatures;
DROP TABLE report_authorisations;
