-- Keys of the scales that a measure has a score of. Of each set the first and the last measure before a window are read, so that what
-- change is told from has a score. Of measures that are older than the column it is not known: they are a set of their own.
ALTER TABLE measures ADD COLUMN scored_scales text[];
