-- What changed of a couple after a report was frozen, deleted or not; and a couple's life events by their day.
CREATE INDEX ruptures_changed ON ruptures (practice_id, couple_id, team_changed_at) WHERE team_changed_at IS NOT NULL;
CREATE INDEX repairs_changed ON repairs (practice_id, couple_id, team_changed_at) WHERE team_changed_at IS NOT NULL;
DROP INDEX life_events_of_couple;
CREATE INDEX life_events_of_couple ON life_events (practice_id, couple_id, happened_on) WHERE couple_id IS NOT NULL;
