-- The day that an earlier state of a life event stood on: a report is held against what its days told, also where an event was moved
-- away from them. The days of the states that were kept before are sealed in them; the day of now stands for these.
ALTER TABLE life_event_versions ADD COLUMN happened_on date;
-- The owner is held by the policies too, and no practice is set here.
ALTER TABLE life_event_versions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE life_events NO FORCE ROW LEVEL SECURITY;
UPDATE life_event_versions kept SET happened_on = event.happened_on
FROM life_events event
WHERE event.practice_id = kept.practice_id AND event.client_id = kept.client_id AND event.id = kept.event_id;
ALTER TABLE life_event_versions FORCE ROW LEVEL SECURITY;
ALTER TABLE life_events FORCE ROW LEVEL SECURITY;
ALTER TABLE life_event_versions ALTER COLUMN happened_on SET NOT NULL;
