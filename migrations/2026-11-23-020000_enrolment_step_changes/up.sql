-- What a reader is told of an enrolment moves with the steps that the reader may know, so each step counts its own changes.
ALTER TABLE enrolment_steps
    ADD COLUMN changes integer NOT NULL DEFAULT 0 CHECK (changes >= 0),
    ADD COLUMN changed_at timestamptz;
