-- Check-in number $1 (of $2) of every client, oldest first, as they arrive in life: evenly over $3 days.
INSERT INTO check_ins (practice_id, client_id, id, assignment_id, couple_id, revision, purpose, occurred_at, time_zone,
    local_date, outcome, count, minutes, visibility, partner_ref, first_digest, team_version,
    team_changed_at, partner_changed_at, received_at, created_at, updated_at)
SELECT practice_id, client_id, pg_temp.id_at(at), assignment_id, couple_id, 1, 'practice', at, 'Europe/London',
    (at - interval '3 hours')::date,
    (ARRAY['done', 'done', 'done', 'partly', 'not_done'])[1 + ($1::float8::integer + extract(microsecond FROM at)::integer) % 5],
    1, 10, CASE WHEN couple_id IS NULL THEN 'therapist' ELSE 'partner' END,
    CASE WHEN couple_id IS NOT NULL THEN pg_temp.id_at(at) END, decode(repeat('00', 32), 'hex'), 1, at,
    CASE WHEN couple_id IS NOT NULL THEN at END, at, at, at
FROM (
    SELECT *, now() - ($2::float8 - $1::float8) * ($3::float8 / $2::float8) * interval '1 day' - random() * interval '1 day' AS at
    FROM logged WHERE slot = $1::float8::integer % of
) due
ORDER BY at
