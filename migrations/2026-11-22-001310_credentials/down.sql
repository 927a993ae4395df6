DROP TABLE account_tokens;
ALTER TABLE accounts DROP COLUMN sessions_end_before;
