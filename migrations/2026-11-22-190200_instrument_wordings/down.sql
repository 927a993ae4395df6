DROP TABLE instrument_wordings;
