-- Instruments of the practice's own that are not asked for any more. Their versions never change, so this stands beside them:
-- a row for each that was ever retired, also where it was brought back.
CREATE TABLE instrument_retirements (
    practice_id uuid NOT NULL,
    instrument_key text NOT NULL,
    retired_at timestamptz,
    changed_by uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, instrument_key),
    FOREIGN KEY (practice_id, changed_by) REFERENCES staff (practice_id, id)
);
CALL protect_practice_table('instrument_retirements', 'SELECT, INSERT, UPDATE');
