-- The words of an instrument, as the practice is licensed to use them.
CREATE TABLE instrument_wordings (
    practice_id uuid NOT NULL,
    instrument_key text NOT NULL,
    instrument_number integer NOT NULL CHECK (instrument_number >= 1),
    wording jsonb NOT NULL,
    imported_by uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice_id, instrument_key, instrument_number),
    FOREIGN KEY (practice_id, imported_by) REFERENCES staff (practice_id, id)
);
CALL protect_practice_table('instrument_wordings', 'SELECT, INSERT, UPDATE');
