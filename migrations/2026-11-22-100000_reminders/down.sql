DELETE FROM notices WHERE kind = 'reminder';
ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN (
    'password_changed', 'second_factor_set_up', 'second_factor_changed', 'second_factor_taken_off',
    'recovery_codes_made', 'recovery_code_used', 'email_changed', 'password_reset', 'email_change', 'small_sign'
));
DELETE FROM jobs WHERE kind = 'remind';
ALTER TABLE contact_preferences DROP COLUMN quiet_times;
DROP INDEX assignment_participants_reminders;
ALTER TABLE assignment_participants
    DROP CONSTRAINT assignment_participants_reminder,
    DROP COLUMN reminder_id,
    DROP COLUMN reminder_channel,
    DROP COLUMN reminder_times,
    DROP COLUMN reminder_most_per_week,
    DROP COLUMN reminded_until,
    DROP COLUMN reminders_counted_from,
    DROP COLUMN reminders_sent;
