-- Of prices of one instant the last stays; a sighting cannot stay, nor what it says.

DELETE FROM quote q USING quote later
WHERE (q.game, q.observed_at, q.book, q.market, q.side, q.rung, q.phase, q.payload)
    = (later.game, later.observed_at, later.book, later.market, later.side, later.rung,
       later.phase, later.payload)
    AND q.tick < later.tick;
DROP INDEX quote_key;
ALTER TABLE quote DROP COLUMN tick;
ALTER TABLE quote_current DROP COLUMN tick;
CREATE UNIQUE INDEX quote_key
    ON quote (game, observed_at, book, market, side, rung, phase, payload);

ALTER TABLE quote ALTER COLUMN line DROP NOT NULL;
ALTER TABLE quote_current ALTER COLUMN line DROP NOT NULL;
UPDATE quote SET line = NULL WHERE market IN (SELECT id FROM market WHERE market = 'moneyline');
UPDATE quote_current SET line = NULL
WHERE market IN (SELECT id FROM market WHERE market = 'moneyline');
COMMENT ON COLUMN quote.line IS NULL;

DROP TABLE sighting;
DROP INDEX payload_slate;
