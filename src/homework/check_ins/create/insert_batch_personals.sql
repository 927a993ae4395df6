INSERT INTO check_in_personals (practice_id, client_id, check_in_id, visibility, effort, helpfulness, closeness,
    words_sealed, created_at, updated_at)
SELECT * FROM UNNEST($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
