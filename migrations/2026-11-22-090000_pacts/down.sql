DROP TABLE pact_acceptances;
DROP TABLE pacts;
