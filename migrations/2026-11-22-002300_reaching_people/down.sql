DROP TABLE crisis_resources, contact_preferences;
