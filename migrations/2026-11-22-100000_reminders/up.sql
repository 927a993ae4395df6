-- When a member wants to be reminded of homework, and what was sent of late: no version tells of that.
ALTER TABLE assignment_participants
    ADD COLUMN reminder_id uuid,
    ADD COLUMN reminder_channel text CHECK (reminder_channel IN ('email')),
    ADD COLUMN reminder_times jsonb,
    ADD COLUMN reminder_most_per_week integer CHECK (reminder_most_per_week BETWEEN 1 AND 42),
    ADD COLUMN reminded_until timestamptz,
    ADD COLUMN reminders_counted_from date,
    ADD COLUMN reminders_sent integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT assignment_participants_reminder CHECK (
        num_nonnulls(reminder_id, reminder_channel, reminder_times, reminder_most_per_week) IN (0, 4)
    );
CREATE UNIQUE INDEX assignment_participants_reminders ON assignment_participants (practice_id, reminder_id)
    WHERE reminder_id IS NOT NULL;

-- Weekly times at which nothing about care is sent.
ALTER TABLE contact_preferences ADD COLUMN quiet_times jsonb NOT NULL DEFAULT '[]';

ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN (
    'password_changed', 'second_factor_set_up', 'second_factor_changed', 'second_factor_taken_off',
    'recovery_codes_made', 'recovery_code_used', 'email_changed', 'password_reset', 'email_change', 'small_sign',
    'reminder'
));
