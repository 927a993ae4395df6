INSERT INTO check_ins (practice_id, client_id, id, assignment_id, couple_id, revision, purpose, occurred_at, time_zone,
    local_date, outcome, count, minutes, visibility, partner_ref, share_grant_id, first_digest, team_version,
    team_changed_at, partner_changed_at, received_at, created_at, updated_at)
SELECT * FROM UNNEST($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
