-- Two prices that one payload shows for the same instant are both kept, in the order it shows them;
-- a market without a line has line 0, which spares each such row eight bytes; and every fetch is
-- remembered, also one that brought the same bytes again.

ALTER TABLE quote ADD COLUMN tick smallint NOT NULL DEFAULT 0 CHECK (tick >= 0);
ALTER TABLE quote_current ADD COLUMN tick smallint NOT NULL DEFAULT 0 CHECK (tick >= 0);
DROP INDEX quote_key;
CREATE UNIQUE INDEX quote_key
    ON quote (game, observed_at, book, market, side, rung, phase, tick, payload);
COMMENT ON COLUMN quote.tick IS 'Which of the prices its payload shows for that instant: 0, 1, ...';

UPDATE quote SET line = 0 WHERE line IS NULL;
UPDATE quote_current SET line = 0 WHERE line IS NULL;
ALTER TABLE quote ALTER COLUMN line SET NOT NULL;
ALTER TABLE quote_current ALTER COLUMN line SET NOT NULL;
COMMENT ON COLUMN quote.line IS 'In quarter runs, as its side has it: 34 is 8.5; 0 for a moneyline.';

CREATE TABLE sighting (
    payload integer NOT NULL REFERENCES payload ON DELETE CASCADE,
    fetched_at timestamptz NOT NULL,
    PRIMARY KEY (payload, fetched_at)
);
CREATE INDEX payload_slate ON payload (date, source);
COMMENT ON TABLE sighting IS 'Later fetches that brought the bytes of a payload again.';
