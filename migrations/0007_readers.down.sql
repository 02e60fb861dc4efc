-- The roles stay: they belong to the server, and other databases may use them.
DROP VIEW price;
DROP VIEW public_money;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['mlbcore_owner', 'mlbcore_writer', 'mlbcore_reader'] LOOP
        IF to_regrole(name) IS NOT NULL THEN
            EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', name);
            EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM %I',
                name);
        END IF;
    END LOOP;
END
$$;
