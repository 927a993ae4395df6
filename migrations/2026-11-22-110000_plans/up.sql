-- A plan gives each partner of a couple homework of an own; only the care team knows that the two belong together.
CREATE TABLE plans (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    couple_id uuid NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, created_by) REFERENCES staff (practice_id, id)
);
CREATE INDEX plans_page ON plans (practice_id, couple_id, id);
CALL protect_practice_table('plans', 'SELECT, INSERT, DELETE');

CREATE TABLE plan_parts (
    practice_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    client_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    PRIMARY KEY (practice_id, plan_id, client_id),
    FOREIGN KEY (practice_id, plan_id) REFERENCES plans (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES clients (practice_id, id),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id)
);
CREATE UNIQUE INDEX plan_parts_assignment ON plan_parts (practice_id, assignment_id);
CREATE INDEX plan_parts_client ON plan_parts (practice_id, client_id);
CALL protect_practice_table('plan_parts', 'SELECT, INSERT, DELETE');
