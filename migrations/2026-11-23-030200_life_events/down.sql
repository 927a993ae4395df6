DROP TABLE life_event_versions;
DROP TABLE life_events;
