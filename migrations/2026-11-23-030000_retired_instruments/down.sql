DROP TABLE instrument_retirements;
