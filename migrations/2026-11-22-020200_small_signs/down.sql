DELETE FROM notices WHERE kind = 'small_sign';
ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN (
    'password_changed', 'second_factor_set_up', 'second_factor_changed', 'second_factor_taken_off',
    'recovery_codes_made', 'recovery_code_used', 'email_changed', 'password_reset', 'email_change'
));
