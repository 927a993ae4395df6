-- What a member answers to a proposal; the partner's copy of the assignment knows nothing of it.
ALTER TABLE assignment_participants
    ADD COLUMN answer text CHECK (answer IN ('accept', 'smaller', 'decline')),
    ADD COLUMN suggested_times integer CHECK (suggested_times BETWEEN 1 AND 50),
    ADD COLUMN suggested_times_max integer CHECK (suggested_times_max BETWEEN 1 AND 50),
    ADD COLUMN suggested_minutes integer CHECK (suggested_minutes BETWEEN 1 AND 600),
    ADD COLUMN answer_words_sealed bytea,
    ADD COLUMN answered_revision integer,
    ADD COLUMN answered_at timestamptz,
    ADD CONSTRAINT assignment_participants_answer CHECK (
        num_nonnulls(answer, answered_revision, answered_at) IN (0, 3)
        AND (answer = 'smaller' OR num_nonnulls(suggested_times, suggested_times_max, suggested_minutes) = 0)
    );

-- A pause of one member has a last day and may have a reason; an excuse is one of just one period.
ALTER TABLE assignment_pauses
    ADD COLUMN kind text NOT NULL DEFAULT 'pause' CHECK (kind IN ('pause', 'excuse')),
    ADD COLUMN reason_sealed bytea,
    ADD CONSTRAINT assignment_pauses_excuse CHECK (kind = 'pause' OR (client_id IS NOT NULL AND ends_on IS NOT NULL));
CREATE UNIQUE INDEX assignment_pauses_one_excuse ON assignment_pauses (practice_id, assignment_id, client_id, starts_on) WHERE kind = 'excuse';
