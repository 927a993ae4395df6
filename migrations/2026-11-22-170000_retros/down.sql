DROP TABLE retro_wins;
DROP TABLE retro_readers;
DROP TABLE retros;
