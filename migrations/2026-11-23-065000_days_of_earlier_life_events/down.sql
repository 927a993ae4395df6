ALTER TABLE life_event_versions DROP COLUMN happened_on;
