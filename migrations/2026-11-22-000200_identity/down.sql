DROP TABLE refresh_tokens, sessions, invitations, memberships, practice_keys, practices, signing_keys, account_memberships, accounts;
