-- What each reader gets of a check-in is a row or a counter of its own: the partner a copy that is written when its author
-- shares, so that it can stand still while the author goes on; the care team a version that counts what the team reads.

CREATE TABLE shared_check_ins (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    -- What the partner knows it by, made when it was shared.
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    check_in_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('practice', 'review')),
    local_date date NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'partly', 'not_done', 'no_occasion')),
    count integer NOT NULL CHECK (count BETWEEN 1 AND 100),
    minutes integer CHECK (minutes BETWEEN 0 AND 1440),
    effort smallint CHECK (effort BETWEEN 0 AND 10),
    helpfulness smallint CHECK (helpfulness BETWEEN 0 AND 10),
    closeness smallint CHECK (closeness BETWEEN 0 AND 10),
    -- The words where they are shared too, sealed for the check-in.
    words_sealed bytea,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, id),
    CONSTRAINT shared_check_ins_check_in UNIQUE (practice_id, client_id, check_in_id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, client_id, check_in_id) REFERENCES check_ins (practice_id, client_id, id),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id)
);
CREATE INDEX shared_check_ins_page ON shared_check_ins (practice_id, couple_id, local_date DESC, id DESC);
-- Figures of a partner read only this index.
CREATE INDEX shared_check_ins_figures ON shared_check_ins (practice_id, couple_id, local_date)
    INCLUDE (client_id, assignment_id, outcome, count, purpose);
ALTER TABLE shared_check_ins SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
CALL protect_practice_table('shared_check_ins', 'SELECT, INSERT, UPDATE, DELETE');

-- The version that the care team is told, and when what the care team or the partner reads last changed.
ALTER TABLE check_ins
    ADD COLUMN team_version integer NOT NULL DEFAULT 0,
    ADD COLUMN team_changed_at timestamptz,
    ADD COLUMN partner_changed_at timestamptz;
-- The number by which the care team knows an earlier version; NULL where nothing that it reads was changed.
ALTER TABLE check_in_versions ADD COLUMN team_version integer;

-- The owner is held by the policies too, and no practice is set here.
ALTER TABLE check_ins NO FORCE ROW LEVEL SECURITY;
ALTER TABLE check_in_personals NO FORCE ROW LEVEL SECURITY;
ALTER TABLE check_in_versions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE shared_check_ins NO FORCE ROW LEVEL SECURITY;
INSERT INTO shared_check_ins (practice_id, couple_id, id, client_id, check_in_id, assignment_id, purpose, local_date, outcome,
    count, minutes, effort, helpfulness, closeness, words_sealed, version, created_at, updated_at)
SELECT act.practice_id, act.couple_id, act.partner_ref, act.client_id, act.id, act.assignment_id, act.purpose, act.local_date,
    act.outcome, act.count, act.minutes, part.effort, part.helpfulness, part.closeness, part.words_sealed, act.partner_version,
    act.updated_at, act.updated_at
FROM check_ins act LEFT JOIN check_in_personals part
    ON part.practice_id = act.practice_id AND part.client_id = act.client_id AND part.check_in_id = act.id
    AND part.visibility = 'partner'
WHERE act.visibility = 'partner' AND act.deleted_at IS NULL;
UPDATE check_ins SET team_version = version, team_changed_at = updated_at WHERE visibility <> 'private';
UPDATE check_ins SET partner_changed_at = updated_at WHERE visibility = 'partner';
UPDATE check_in_versions SET team_version = version WHERE visibility <> 'private';
ALTER TABLE shared_check_ins FORCE ROW LEVEL SECURITY;
ALTER TABLE check_in_versions FORCE ROW LEVEL SECURITY;
ALTER TABLE check_in_personals FORCE ROW LEVEL SECURITY;
ALTER TABLE check_ins FORCE ROW LEVEL SECURITY;

ALTER TABLE check_in_personals DROP COLUMN partner_version;
DROP INDEX check_ins_changed;
CREATE INDEX check_ins_changed ON check_ins (practice_id, client_id, team_changed_at) WHERE team_changed_at IS NOT NULL;
CREATE INDEX check_ins_shared_changed ON check_ins (practice_id, client_id, partner_changed_at) WHERE partner_changed_at IS NOT NULL;
CREATE INDEX check_in_versions_of_team ON check_in_versions (practice_id, client_id, check_in_id, team_version) WHERE team_version IS NOT NULL;
