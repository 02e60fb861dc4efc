-- The histories hold only codes, games and payloads that exist, and are append only.
-- By statement, not by row: foreign keys on nine columns would double the time of a load. A
-- statement's check sees what is committed or its own; one writer at a time keeps it true.

ALTER TABLE quote DROP CONSTRAINT quote_game_fkey;
ALTER TABLE quote_current DROP CONSTRAINT quote_current_game_fkey;
ALTER TABLE split DROP CONSTRAINT split_game_fkey;
ALTER TABLE split_current DROP CONSTRAINT split_current_game_fkey;

CREATE FUNCTION refuse_unknown_origin() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unknown record;
BEGIN
    SELECT * INTO unknown FROM (SELECT DISTINCT game FROM added) a
    WHERE NOT EXISTS (SELECT FROM game g WHERE g.id = a.game) LIMIT 1;
    IF FOUND THEN
        RAISE foreign_key_violation USING MESSAGE = 'there is no game ' || unknown.game;
    END IF;
    SELECT * INTO unknown FROM (SELECT DISTINCT payload, source FROM added) a
    WHERE NOT EXISTS (SELECT FROM payload p WHERE (p.id, p.source) = (a.payload, a.source)) LIMIT 1;
    IF FOUND THEN
        RAISE foreign_key_violation
            USING MESSAGE = 'there is no payload ' || unknown.payload || ' of that source';
    END IF;
    SELECT * INTO unknown FROM (SELECT DISTINCT book, market, side, phase FROM added) a
    WHERE NOT EXISTS (SELECT FROM book b WHERE b.id = a.book)
        OR NOT EXISTS (SELECT FROM market m WHERE m.id = a.market)
        OR NOT EXISTS (SELECT FROM side s WHERE s.id = a.side)
        OR NOT EXISTS (SELECT FROM phase p WHERE p.id = a.phase) LIMIT 1;
    IF FOUND THEN
        RAISE foreign_key_violation USING MESSAGE = 'an unknown code among ' || unknown::text;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION refuse_unknown_origin() IS 'Refuses rows of a game, payload, book, market, '
    'side or phase that does not exist.';

CREATE FUNCTION refuse_unfit_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unfit record;
BEGIN
    SELECT * INTO unfit
    FROM (SELECT DISTINCT market, side, line, status FROM added) a
    JOIN market m ON m.id = a.market
    JOIN side s ON s.id = a.side
    WHERE NOT EXISTS (SELECT FROM line_status l WHERE l.id = a.status)
        OR (m.market = 'moneyline' AND a.line <> 0)
        OR (m.market IN ('total', 'team_total', 'alternate_total') AND a.line <= 0)
        OR (m.market IN ('total', 'team_total', 'alternate_total')) <> (s.side IN ('over', 'under'))
    LIMIT 1;
    IF FOUND THEN
        RAISE check_violation USING MESSAGE = 'line ' || unfit.line || ', status ' || unfit.status
            || ' for ' || unfit.market || ' ' || unfit.side;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION refuse_unfit_line() IS 'Refuses a side its market has not, a moneyline with a '
    'line, and a total without one.';

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

CREATE TRIGGER quote_origin AFTER INSERT ON quote REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unknown_origin();
CREATE TRIGGER quote_line AFTER INSERT ON quote REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unfit_line();
CREATE TRIGGER quote_append_only BEFORE UPDATE ON quote
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER split_origin AFTER INSERT ON split REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unknown_origin();
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
