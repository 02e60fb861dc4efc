-- Propositions and picks go: the schema before had no place for them.
DROP VIEW price;
DROP VIEW public_money;

DELETE FROM quote WHERE market IN (SELECT id FROM market WHERE market = 'prop');
DELETE FROM quote_current WHERE market IN (SELECT id FROM market WHERE market = 'prop');
ALTER TABLE market DISABLE TRIGGER market_stays;
DELETE FROM market WHERE market = 'prop';
ALTER TABLE market ENABLE TRIGGER market_stays;
ALTER TABLE market
    DROP COLUMN subject,
    ADD CONSTRAINT market_market_period_team_key UNIQUE NULLS NOT DISTINCT (market, period, team);
ALTER TABLE side DISABLE TRIGGER side_stays;
DELETE FROM side WHERE side IN ('yes', 'no');
ALTER TABLE side ENABLE TRIGGER side_stays;
CREATE OR REPLACE FUNCTION refuse_wrong_quotes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT a.*, m.market AS word INTO wrong
    FROM (
        SELECT DISTINCT game, payload, source, book, market, side, phase, line, status FROM added
    ) a
    LEFT JOIN game g ON g.id = a.game
    LEFT JOIN payload p ON (p.id, p.source) = (a.payload, a.source)
    LEFT JOIN book b ON b.id = a.book
    LEFT JOIN market m ON m.id = a.market
    LEFT JOIN side s ON s.id = a.side
    LEFT JOIN phase f ON f.id = a.phase
    LEFT JOIN line_status l ON l.id = a.status
    WHERE g.id IS NULL OR p.id IS NULL OR b.id IS NULL OR m.id IS NULL OR s.id IS NULL
        OR f.id IS NULL OR l.id IS NULL OR (m.market = 'moneyline' AND a.line <> 0)
        OR (m.market IN ('total', 'team_total', 'alternate_total')) <> (s.side IN ('over', 'under'))
        OR (m.market IN ('total', 'team_total', 'alternate_total') AND a.line <= 0)
    LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation
            USING MESSAGE = 'a quote that cannot be: ' || to_jsonb(wrong)::text;
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON COLUMN quote.line IS 'In quarter runs, as its side has it: 34 is 8.5; 0 for a moneyline.';
COMMENT ON COLUMN quote_current.line IS 'In quarter runs; 0 for a moneyline.';

DELETE FROM split WHERE coalesce(tickets_percent, money_percent) IS NULL;
DELETE FROM split_current WHERE coalesce(tickets_percent, money_percent) IS NULL;
ALTER TABLE split
    DROP CONSTRAINT split_check,
    DROP COLUMN picks_percent,
    ADD CONSTRAINT split_check CHECK (
        tickets_percent IS NOT NULL OR money_percent IS NOT NULL);
ALTER TABLE split_current
    DROP CONSTRAINT split_check,
    DROP COLUMN picks_percent,
    ADD CONSTRAINT split_check CHECK (
        tickets_percent IS NOT NULL OR money_percent IS NOT NULL);

DROP TABLE quarantine;
DROP TABLE decision;
ALTER TABLE venue DROP COLUMN said_at, DROP COLUMN earlier;
ALTER TABLE pitcher DROP COLUMN said_at, DROP COLUMN earlier;
ALTER TABLE weather DROP COLUMN said_at, DROP COLUMN earlier;
ALTER TABLE starter DROP COLUMN said_at, DROP COLUMN earlier;
ALTER TABLE context DROP COLUMN said_at, DROP COLUMN earlier, DROP COLUMN innings;
ALTER TABLE payload DROP COLUMN etag, DROP COLUMN last_modified;

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
