-- A letter says which change it was: what was set up, taken off, made anew or used. 'second_factor_changed' stands for
-- another app in the place of the first, and for what was written before there were the others.
ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN (
    'password_changed', 'second_factor_set_up', 'second_factor_changed', 'second_factor_taken_off',
    'recovery_codes_made', 'recovery_code_used', 'email_changed', 'password_reset', 'email_change'
));
