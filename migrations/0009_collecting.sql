-- What collecting at full strength keeps: validators of answers, facts with the time they were
-- said, a person's decisions, what was not taken, and markets of any subject.

ALTER TABLE payload
    ADD COLUMN etag text NOT NULL DEFAULT '',
    ADD COLUMN last_modified text NOT NULL DEFAULT '';
COMMENT ON COLUMN payload.etag IS 'The validator the answer came with; empty where none.';
COMMENT ON COLUMN payload.last_modified IS 'The date of change the answer came with; else empty.';

-- A later word replaces an earlier one, in whatever order they are taken in.
ALTER TABLE venue
    ADD COLUMN said_at timestamptz, ADD COLUMN earlier jsonb NOT NULL DEFAULT '{}';
ALTER TABLE pitcher
    ADD COLUMN said_at timestamptz, ADD COLUMN earlier jsonb NOT NULL DEFAULT '{}';
ALTER TABLE weather
    ADD COLUMN said_at timestamptz, ADD COLUMN earlier jsonb NOT NULL DEFAULT '{}';
ALTER TABLE starter
    ADD COLUMN said_at timestamptz, ADD COLUMN earlier jsonb NOT NULL DEFAULT '{}';
ALTER TABLE context
    ADD COLUMN said_at timestamptz, ADD COLUMN earlier jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN innings smallint CHECK (innings >= 0);
COMMENT ON COLUMN venue.said_at IS 'When the source said the latest of it.';
COMMENT ON COLUMN venue.earlier IS 'When it said the fields that are older.';
COMMENT ON COLUMN pitcher.said_at IS 'When the source said the latest of it.';
COMMENT ON COLUMN pitcher.earlier IS 'When it said the fields that are older.';
COMMENT ON COLUMN weather.said_at IS 'When the source said the latest of it.';
COMMENT ON COLUMN weather.earlier IS 'When it said the fields that are older.';
COMMENT ON COLUMN starter.said_at IS 'When the source said the latest of it.';
COMMENT ON COLUMN starter.earlier IS 'When it said the fields that are older.';
COMMENT ON COLUMN context.said_at IS 'When the source said the latest of it.';
COMMENT ON COLUMN context.earlier IS 'When it said the fields that are older.';
COMMENT ON COLUMN context.innings IS 'How many were played; null before the game.';

CREATE TABLE decision (
    source smallint NOT NULL REFERENCES source,
    external_id text NOT NULL,
    gamepk text NOT NULL CHECK (gamepk <> ''),
    decided_at timestamptz NOT NULL,
    after integer NOT NULL CHECK (after >= 0),
    PRIMARY KEY (source, external_id)
);
COMMENT ON TABLE decision IS 'What a person decided where no rule is certain: part of the archive.';
COMMENT ON COLUMN decision.source IS 'Whose id was unmatched.';
COMMENT ON COLUMN decision.external_id IS 'The id the source gives the game.';
COMMENT ON COLUMN decision.gamepk IS 'MLB''s id of the game it is.';
COMMENT ON COLUMN decision.decided_at IS 'When it was decided.';
COMMENT ON COLUMN decision.after IS 'The last number in taking before it: a replay decides there.';

CREATE TABLE quarantine (
    payload integer NOT NULL REFERENCES payload ON DELETE CASCADE,
    number integer NOT NULL CHECK (number >= 1),
    external_id text NOT NULL,
    record text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (payload, number)
);
COMMENT ON TABLE quarantine IS 'Records of payloads that were not taken, until a retry takes them.';
COMMENT ON COLUMN quarantine.payload IS 'Which payload holds it.';
COMMENT ON COLUMN quarantine.number IS 'Its place among those of its payload.';
COMMENT ON COLUMN quarantine.external_id IS 'The source''s id of the game, as far as it was read.';
COMMENT ON COLUMN quarantine.record IS 'Which record of the game it is.';
COMMENT ON COLUMN quarantine.reason IS 'Why it was not taken.';

-- What SBR's users pick is neither tickets nor money.
ALTER TABLE split
    ADD COLUMN picks_percent double precision CHECK (picks_percent BETWEEN 0 AND 100),
    DROP CONSTRAINT split_check,
    ADD CONSTRAINT split_check CHECK (
        tickets_percent IS NOT NULL OR money_percent IS NOT NULL OR picks_percent IS NOT NULL);
ALTER TABLE split_current
    ADD COLUMN picks_percent double precision CHECK (picks_percent BETWEEN 0 AND 100),
    DROP CONSTRAINT split_check,
    ADD CONSTRAINT split_check CHECK (
        tickets_percent IS NOT NULL OR money_percent IS NOT NULL OR picks_percent IS NOT NULL);
COMMENT ON COLUMN split.picks_percent IS 'The share of a site''s users who pick the side.';
COMMENT ON COLUMN split_current.picks_percent IS 'The share of a site''s users who pick the side.';
CREATE OR REPLACE VIEW public_money AS
SELECT h.game, g.date, g.away, g.home, o.name AS source, b.code AS book, m.market, m.period,
    s.side, p.phase, nullif(h.observed_at, '-infinity') AS observed_at, h.recorded_at,
    h.tickets_percent, h.money_percent, h.bets, h.payload, h.picks_percent
FROM split h
JOIN game g ON g.id = h.game
JOIN source o ON o.id = h.source
JOIN book b ON b.id = h.book
JOIN market m ON m.id = h.market
JOIN side s ON s.id = h.side
JOIN phase p ON p.id = h.phase;

-- A proposition is a market of its own for each subject.
INSERT INTO side VALUES (5, 'yes'), (6, 'no');
ALTER TABLE market
    ADD COLUMN subject text CHECK (subject <> ''),
    ADD CHECK ((market = 'prop') = (subject IS NOT NULL)),
    DROP CONSTRAINT market_market_period_team_key,
    ADD CONSTRAINT market_market_period_team_key
        UNIQUE NULLS NOT DISTINCT (market, period, team, subject);
COMMENT ON COLUMN market.subject IS 'What a proposition is about; else null.';
COMMENT ON COLUMN quote.line IS 'In quarter runs, as its side has it: 34 is 8.5; 0 where it has none.';
COMMENT ON COLUMN quote_current.line IS 'In quarter runs; 0 where its side has none.';
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
        OR f.id IS NULL OR l.id IS NULL
        OR ((m.market = 'moneyline' OR s.side IN ('yes', 'no')) AND a.line <> 0)
        OR CASE
            WHEN m.market = 'prop' THEN s.side IN ('away', 'home')
            WHEN m.market IN ('total', 'team_total', 'alternate_total')
                THEN s.side NOT IN ('over', 'under')
            ELSE s.side NOT IN ('away', 'home') END
        OR (s.side IN ('over', 'under') AND a.line <= 0)
    LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation
            USING MESSAGE = 'a quote that cannot be: ' || to_jsonb(wrong)::text;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE VIEW price AS
SELECT q.game, g.date, g.away, g.home, o.name AS source, b.code AS book, b.bettable, m.market,
    m.period, m.team, s.side, p.phase, nullif(q.observed_at, '-infinity') AS observed_at,
    q.recorded_at, q.price,
    CASE WHEN m.market <> 'moneyline' AND s.side NOT IN ('yes', 'no') THEN q.line / 4.0 END AS line,
    l.status, q.payload, q.tick, m.subject
FROM quote q
JOIN game g ON g.id = q.game
JOIN source o ON o.id = q.source
JOIN book b ON b.id = q.book
JOIN market m ON m.id = q.market
JOIN side s ON s.id = q.side
JOIN phase p ON p.id = q.phase
JOIN line_status l ON l.id = q.status;
