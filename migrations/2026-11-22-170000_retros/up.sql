-- A couple looks back on a month and decides how its homework goes on: versions of it, who of the two reads which and agreed to
-- it, and the small wins that they brought in.

CREATE TABLE retros (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    -- All versions of a calendar month are one holding.
    month date NOT NULL CHECK (EXTRACT(DAY FROM month) = 1),
    local_date date NOT NULL,
    -- Who wrote it: one of the two, or the care team.
    client_id uuid,
    staff_id uuid,
    words_sealed bytea NOT NULL,
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    applied_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, number),
    CHECK (num_nonnulls(client_id, staff_id) = 1),
    FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
    FOREIGN KEY (practice_id, couple_id, client_id) REFERENCES couple_members (practice_id, couple_id, client_id),
    FOREIGN KEY (practice_id, staff_id) REFERENCES staff (practice_id, id)
);
CREATE INDEX retros_of_month ON retros (practice_id, couple_id, month);
CALL protect_practice_table('retros', 'SELECT, INSERT, UPDATE, DELETE');

-- That one of the two reads a version. What was written under a safety hold has no row for the partner.
CREATE TABLE retro_readers (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    number integer NOT NULL,
    client_id uuid NOT NULL,
    -- What this one counts it as, without a gap.
    own_number integer NOT NULL CHECK (own_number BETWEEN 1 AND number),
    -- Grows with what this one is told.
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    agreed_at timestamptz,
    -- False where it was agreed to under a safety hold: the partner is told nothing by it.
    agreement_reaches boolean NOT NULL DEFAULT false,
    -- Whether this one knows a check-in that was made by holding it.
    fills_habit boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, number, client_id),
    FOREIGN KEY (practice_id, couple_id, number) REFERENCES retros (practice_id, couple_id, number),
    FOREIGN KEY (practice_id, couple_id, client_id) REFERENCES couple_members (practice_id, couple_id, client_id)
);
CREATE UNIQUE INDEX retro_readers_own_number ON retro_readers (practice_id, couple_id, client_id, own_number);
CALL protect_practice_table('retro_readers', 'SELECT, INSERT, UPDATE, DELETE');

-- A small win that one of the two brought into the retro of a month: a row for its owner and the care team, and a copy for the
-- partner, which stands still under a safety hold.
CREATE TABLE retro_wins (
    practice_id uuid NOT NULL,
    couple_id uuid NOT NULL,
    month date NOT NULL,
    client_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    reader_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('longest_streak', 'returned', 'four_weeks')),
    item_title text NOT NULL,
    joint boolean NOT NULL,
    periods integer CHECK (periods >= 1),
    since date NOT NULL,
    until date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, couple_id, month, client_id, assignment_id, reader_id),
    FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
    FOREIGN KEY (practice_id, couple_id, client_id) REFERENCES couple_members (practice_id, couple_id, client_id),
    FOREIGN KEY (practice_id, couple_id, reader_id) REFERENCES couple_members (practice_id, couple_id, client_id)
);
CALL protect_practice_table('retro_wins', 'SELECT, INSERT, UPDATE, DELETE');
