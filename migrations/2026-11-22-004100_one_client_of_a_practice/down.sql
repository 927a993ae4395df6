DROP INDEX memberships_one_client;
