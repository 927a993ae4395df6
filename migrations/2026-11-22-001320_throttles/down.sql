DROP TABLE known_places, throttles;
