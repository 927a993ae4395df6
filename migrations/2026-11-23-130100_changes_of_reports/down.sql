DROP INDEX life_events_of_couple;
CREATE INDEX life_events_of_couple ON life_events (practice_id, couple_id) WHERE couple_id IS NOT NULL;
DROP INDEX repairs_changed;
DROP INDEX ruptures_changed;
