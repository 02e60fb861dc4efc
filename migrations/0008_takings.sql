-- In which order the payloads were taken in. What a row meets depends on what had been taken in
-- before it, so a replay that is to give the same tables follows the same order.

CREATE TABLE taking (
    number integer PRIMARY KEY,
    payload integer NOT NULL REFERENCES payload ON DELETE CASCADE
);
CREATE INDEX taking_payload ON taking (payload);
COMMENT ON TABLE taking IS 'When which payload was taken in, once more where that changed '
    'something: part of the archive, and what a replay follows.';
COMMENT ON COLUMN taking.number IS 'Its place in that order.';
COMMENT ON COLUMN taking.payload IS 'What was taken in.';

-- What an earlier page of MLB lists is not put back on a date that a later one has listed whole.
ALTER TABLE slate ADD COLUMN listed_at timestamptz;
COMMENT ON COLUMN slate.listed_at IS 'When MLB last listed the date whole: games it no longer '
    'listed then are on it no more. Null before it did.';

INSERT INTO taking SELECT row_number() OVER (ORDER BY id), id FROM payload WHERE taken;
