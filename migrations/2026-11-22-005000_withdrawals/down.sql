ALTER TABLE exports DROP COLUMN withdrawals;
ALTER TABLE couple_members DROP COLUMN withdrawals;
