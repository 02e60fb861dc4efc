DO $$
BEGIN
    IF obj_description('signal'::regclass) IS NULL OR col_description('signal'::regclass, 1) IS NULL
    THEN
        RAISE EXCEPTION 'tables without comments';
    END IF;
END
$$;
