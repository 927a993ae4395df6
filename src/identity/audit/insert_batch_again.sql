WITH batch AS MATERIALIZED (
    SELECT * FROM UNNEST($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS batch
    (practice_id, id, at, account_id, membership_id, session_id, acting_as, action, resource, resource_id, client_id,
    couple_id, outcome, request_id, mac)
), waiting AS (
    INSERT INTO audit_unsealed (practice_id, event_id, mac) SELECT practice_id, id, mac FROM batch ON CONFLICT DO NOTHING
)
INSERT INTO audit_events (practice_id, id, at, account_id, membership_id, session_id, acting_as, action, resource,
    resource_id, client_id, couple_id, outcome, request_id)
SELECT practice_id, id, at, account_id, membership_id, session_id, string_to_array(acting_as, ','), action, resource,
    resource_id, client_id, couple_id, outcome, request_id
FROM batch
ON CONFLICT DO NOTHING
