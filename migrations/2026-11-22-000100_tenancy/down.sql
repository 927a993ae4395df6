-- The role stays: other databases of the cluster may use it.
DROP PROCEDURE protect_practice_table(regclass, text);
DROP FUNCTION current_practice();
REVOKE SELECT ON __diesel_schema_migrations FROM holdfast_app;
REVOKE USAGE ON SCHEMA public FROM holdfast_app;
