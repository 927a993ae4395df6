-- The partner's copy of every check-in that is shared.
INSERT INTO shared_check_ins (practice_id, couple_id, id, author_ref, client_id, check_in_id, assignment_id, purpose, local_date, outcome,
    count, minutes, created_at, updated_at)
SELECT practice_id, couple_id, partner_ref, partner_ref, client_id, id, assignment_id, purpose, local_date, outcome, count, minutes,
    created_at, updated_at
FROM check_ins WHERE partner_ref IS NOT NULL
