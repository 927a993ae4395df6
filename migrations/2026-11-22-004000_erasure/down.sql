REVOKE DELETE ON
    accounts, assignment_participants, assignment_pauses, assignment_revisions, assignments, attachment_patterns,
    care_team_members, check_in_versions, check_ins, contact_preferences, disclosures, exports, invitations, refresh_tokens,
    reports, safety_marks, sessions, share_grants
FROM holdfast_app;
DROP TABLE erasures;
DROP TABLE erasure_requests;
DROP TABLE legal_holds;
-- The owner is held by the policies too, and no practice is set here.
ALTER TABLE agreement_signatures NO FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships NO FORCE ROW LEVEL SECURITY;
DELETE FROM agreement_signatures WHERE line_sealed IS NULL;
UPDATE memberships SET status = 'suspended' WHERE status = 'restricted';
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
ALTER TABLE agreement_signatures FORCE ROW LEVEL SECURITY;
ALTER TABLE agreement_signatures ALTER COLUMN line_sealed SET NOT NULL;
ALTER TABLE memberships
    DROP CONSTRAINT memberships_status_check,
    ADD CONSTRAINT memberships_status_check CHECK (status IN ('not_invited', 'invited', 'active', 'suspended', 'ended')),
    DROP CONSTRAINT memberships_active_account,
    ADD CONSTRAINT memberships_active_account CHECK (status NOT IN ('active', 'suspended') OR account_id IS NOT NULL);
DROP INDEX clients_restricted;
ALTER TABLE clients DROP CONSTRAINT clients_erased, DROP COLUMN erased_at, DROP COLUMN restricted_at;
ALTER TABLE practices DROP COLUMN legal_hold, DROP COLUMN retention_months;
