-- Only what stays true under every later migration.

SELECT id, source, collector, date, url, fetched_at, sha256, body FROM payload WHERE false;
SELECT id, date, game_number, away, home, start, status FROM game WHERE false;
SELECT game, date, source FROM game_date WHERE false;
SELECT source, external_id, game FROM game_source WHERE false;
SELECT date FROM slate WHERE false;
SELECT game, book, market, side, phase, source, price, line, observed_at FROM quote WHERE false;
SELECT game, book, market, side, phase, source, price, line FROM quote_current WHERE false;
SELECT game, book, market, side, tickets_percent, money_percent FROM split WHERE false;
SELECT game, book, market, side, tickets_percent, money_percent FROM split_current WHERE false;
SELECT source, external_id, date, reason FROM unmatched WHERE false;
SELECT source, collector, date, run, status FROM unit WHERE false;

DO $$
BEGIN
    ASSERT (SELECT count(*) FROM side) >= 4, 'at least four sides';
    ASSERT EXISTS (SELECT FROM market WHERE market = 'moneyline' AND period = 'game'), 'markets';
    ASSERT EXISTS (SELECT FROM phase WHERE phase = 'pregame'), 'phases';
    ASSERT EXISTS (SELECT FROM line_status WHERE status = 'active'), 'statuses of a line';
END
$$;
