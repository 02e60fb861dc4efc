-- The histories in words, for people and dashboards, and three roles: whoever owns the tables,
-- whoever collects, and whoever only reads. Grant a role to the user who is to have it.

CREATE VIEW price AS
SELECT q.game, g.date, g.away, g.home, o.name AS source, b.code AS book, b.bettable, m.market,
    m.period, m.team, s.side, p.phase, nullif(q.observed_at, '-infinity') AS observed_at,
    q.recorded_at, q.price, CASE WHEN m.market <> 'moneyline' THEN q.line / 4.0 END AS line,
    l.status, q.payload, q.tick
FROM quote q
JOIN game g ON g.id = q.game
JOIN source o ON o.id = q.source
JOIN book b ON b.id = q.book
JOIN market m ON m.id = q.market
JOIN side s ON s.id = q.side
JOIN phase p ON p.id = q.phase
JOIN line_status l ON l.id = q.status;
COMMENT ON VIEW price IS 'The history of prices in words: line in runs, instants null for openers.';

CREATE VIEW public_money AS
SELECT h.game, g.date, g.away, g.home, o.name AS source, b.code AS book, m.market, m.period,
    s.side, p.phase, nullif(h.observed_at, '-infinity') AS observed_at, h.recorded_at,
    h.tickets_percent, h.money_percent, h.bets, h.payload
FROM split h
JOIN game g ON g.id = h.game
JOIN source o ON o.id = h.source
JOIN book b ON b.id = h.book
JOIN market m ON m.id = h.market
JOIN side s ON s.id = h.side
JOIN phase p ON p.id = h.phase;
COMMENT ON VIEW public_money IS 'The history of the public''s bets and money in words.';

-- Roles belong to the whole server: another database may have made them, at this very moment, and
-- a user who may not make roles does without.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['mlbcore_owner', 'mlbcore_writer', 'mlbcore_reader'] LOOP
        IF to_regrole(name) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN NULL;
                WHEN insufficient_privilege THEN
                    RAISE WARNING 'role % is not made: this user may not make roles', name;
            END;
        END IF;
    END LOOP;
    IF to_regrole('mlbcore_owner') IS NOT NULL THEN
        GRANT ALL ON ALL TABLES IN SCHEMA public TO mlbcore_owner;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO mlbcore_owner;
    END IF;
    IF to_regrole('mlbcore_writer') IS NOT NULL THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO mlbcore_writer;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mlbcore_writer;
        REVOKE INSERT, UPDATE, DELETE ON migration FROM mlbcore_writer;
    END IF;
    IF to_regrole('mlbcore_reader') IS NOT NULL THEN
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO mlbcore_reader;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO mlbcore_reader;
    END IF;
END
$$;
