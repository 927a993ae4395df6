-- The serving role and the procedure that puts a practice's table behind its policy.

-- Roles belong to the whole cluster: another database may have created this one already.
DO $$
BEGIN
    CREATE ROLE holdfast_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

-- An owner that is no superuser may then serve as well, dropped to this role.
GRANT holdfast_app TO CURRENT_USER;

GRANT USAGE ON SCHEMA public TO holdfast_app;
GRANT SELECT ON __diesel_schema_migrations TO holdfast_app;

-- The practice of the running transaction; NULL, and so no rows, where none is set.
CREATE FUNCTION current_practice() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('holdfast.practice', true), '')::uuid;

-- Puts a table of a practice behind row-level security, for its owner too.
CREATE PROCEDURE protect_practice_table(practice_table regclass, privileges text)
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', practice_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', practice_table);
    EXECUTE format(
        'CREATE POLICY practice ON %s USING (practice_id = current_practice()) WITH CHECK (practice_id = current_practice())',
        practice_table);
    EXECUTE format('GRANT %s ON %s TO holdfast_app', privileges, practice_table);
END
$$;
