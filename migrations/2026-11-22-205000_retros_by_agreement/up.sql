-- A retro may be carried out by the agreement of both partners, where the practice lets them and the couple's therapist does too.

ALTER TABLE practices ADD COLUMN partners_apply_retros boolean NOT NULL DEFAULT false;

-- The therapist's word on one couple. No client reads it, and neither the version nor the time of the couple moves with it.
ALTER TABLE couples
    ADD COLUMN partners_apply_retros boolean NOT NULL DEFAULT true,
    ADD COLUMN retro_settings_version integer NOT NULL DEFAULT 1 CHECK (retro_settings_version >= 1);

ALTER TABLE retros ADD COLUMN applied_by text CHECK (applied_by IN ('care_team', 'partners'));
-- The owner is held by the policies too, and no practice is set here.
ALTER TABLE retros NO FORCE ROW LEVEL SECURITY;
UPDATE retros SET applied_by = 'care_team' WHERE applied_at IS NOT NULL;
ALTER TABLE retros FORCE ROW LEVEL SECURITY;
ALTER TABLE retros ADD CONSTRAINT retros_applied CHECK ((applied_at IS NULL) = (applied_by IS NULL));

-- What both partners decided names no therapist, and neither of the two: it was not one person's act.
ALTER TABLE assignments ALTER COLUMN assigned_by DROP NOT NULL;
ALTER TABLE assignments ADD CONSTRAINT assignments_given_by CHECK (assigned_by IS NOT NULL OR couple_id IS NOT NULL);
ALTER TABLE assignment_revisions ALTER COLUMN created_by DROP NOT NULL;
