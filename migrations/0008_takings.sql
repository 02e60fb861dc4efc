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

-- So far they were taken in as they were archived, and after each those that had overtaken it.
INSERT INTO taking
SELECT row_number() OVER (ORDER BY after, again, fetched_at, id), id
FROM (
    SELECT id AS after, false AS again, fetched_at, id FROM payload WHERE taken
    UNION ALL
    SELECT late.id, true, later.fetched_at, later.id FROM payload late
    JOIN payload later ON (later.source, later.date) = (late.source, late.date)
        AND later.fetched_at > late.fetched_at AND later.id < late.id AND later.taken
    WHERE late.taken
) taken;
