-- How often something that a member shared in the couple was changed or went. An archive that the partner prepared before holds
-- what can no longer be read: it is over then. What nobody knows of an older archive makes it over at once.
ALTER TABLE couple_members ADD COLUMN withdrawals integer NOT NULL DEFAULT 0;
ALTER TABLE exports ADD COLUMN withdrawals bigint;
