-- Days of homework that count otherwise since a moment: by a revision, a pause, an excuse or an end. A frozen report is held
-- against them, of everybody or, where there is a member, of that member alone.
CREATE TABLE assignment_changes (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    client_id uuid,
    from_day date NOT NULL,
    -- The last of them; open where there is none.
    to_day date,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (practice_id, id),
    CONSTRAINT assignment_changes_days CHECK (to_day IS NULL OR to_day >= from_day),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id)
);
CREATE INDEX assignment_changes_of_assignment ON assignment_changes (practice_id, assignment_id, changed_at);
CREATE INDEX assignment_changes_of_client ON assignment_changes (practice_id, client_id) WHERE client_id IS NOT NULL;
CALL protect_practice_table('assignment_changes', 'SELECT, INSERT, DELETE');
