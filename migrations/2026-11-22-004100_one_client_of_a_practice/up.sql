-- Two clients of a practice are two people, so one account is one of them at most: partners who share a mailbox would
-- otherwise read what the other keeps to themselves.
CREATE UNIQUE INDEX memberships_one_client ON memberships (practice_id, account_id)
    WHERE roles = ARRAY['client'] AND status <> 'ended';
