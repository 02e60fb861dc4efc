-- The histories hold only codes, games and payloads that exist, and are append only.
-- By statement, not by row: foreign keys on nine columns would double the time of a load. A
-- statement's check sees what is committed or its own; one writer at a time keeps it true.

ALTER TABLE quote DROP CONSTRAINT quote_game_fkey;
ALTER TABLE quote_current DROP CONSTRAINT quote_current_game_fkey;
ALTER TABLE split DROP CONSTRAINT split_game_fkey;
ALTER TABLE split_current DROP CONSTRAINT split_current_game_fkey;

-- One look at all rows, then at the few that differ in what is checked.
CREATE FUNCTION refuse_wrong_quotes() RETURNS trigger LANGUAGE plpgsql AS $$
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
COMMENT ON FUNCTION refuse_wrong_quotes() IS 'Refuses a quote of a game, payload, book, market, '
    'side, phase or status that does not exist, of a side its market has not, a moneyline with a '
    'line, and a total without one.';

CREATE FUNCTION refuse_wrong_splits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT a.* INTO wrong
    FROM (SELECT DISTINCT game, payload, source, book, market, side, phase FROM added) a
    LEFT JOIN game g ON g.id = a.game
    LEFT JOIN payload p ON (p.id, p.source) = (a.payload, a.source)
    LEFT JOIN book b ON b.id = a.book
    LEFT JOIN market m ON m.id = a.market
    LEFT JOIN side s ON s.id = a.side
    LEFT JOIN phase f ON f.id = a.phase
    WHERE g.id IS NULL OR p.id IS NULL OR b.id IS NULL OR m.id IS NULL OR s.id IS NULL
        OR f.id IS NULL
        OR (m.market IN ('total', 'team_total', 'alternate_total')) <> (s.side IN ('over', 'under'))
    LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation
            USING MESSAGE = 'a split that cannot be: ' || to_jsonb(wrong)::text;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION refuse_wrong_splits() IS 'Refuses a split of a game, payload, book, market, '
    'side or phase that does not exist, and of a side its market has not.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE restrict_violation USING MESSAGE = TG_TABLE_NAME || ': ' || TG_OP || ' is refused';
END
$$;
COMMENT ON FUNCTION refuse_change() IS 'Refuses whatever it is the trigger of.';

CREATE FUNCTION remove_histories() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM quote WHERE game IN (SELECT id FROM removed);
    DELETE FROM quote_current WHERE game IN (SELECT id FROM removed);
    DELETE FROM split WHERE game IN (SELECT id FROM removed);
    DELETE FROM split_current WHERE game IN (SELECT id FROM removed);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION remove_histories() IS 'Removes the histories of games that turned out to be '
    'none; their payloads stay.';

CREATE TRIGGER quote_checked AFTER INSERT ON quote REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_wrong_quotes();
CREATE TRIGGER quote_append_only BEFORE UPDATE ON quote
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER split_checked AFTER INSERT ON split REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_wrong_splits();
CREATE TRIGGER split_append_only BEFORE UPDATE ON split
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER game_histories AFTER DELETE ON game REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION remove_histories();
CREATE TRIGGER book_stays BEFORE DELETE ON book
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER market_stays BEFORE DELETE OR UPDATE ON market
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER side_stays BEFORE DELETE OR UPDATE ON side
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER phase_stays BEFORE DELETE OR UPDATE ON phase
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER line_status_stays BEFORE DELETE OR UPDATE ON line_status
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
