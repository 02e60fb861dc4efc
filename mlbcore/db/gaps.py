"""What the schedule says, and a source does not have: date by date and game by game."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import frozen
from psycopg import Connection
from psycopg.rows import args_row


@frozen
class Gap:
    """What is missing of a source on a date, of one game or (``matchup`` is empty) of all."""

    date: dt.date
    source: str
    game: int | None
    matchup: str
    missing: str
    reason: str


def gaps(
    connection: Connection, first: dt.date, last: dt.date, sources: Sequence[str]
) -> list[Gap]:
    """In order of date, source and game."""
    asked = {"first": first, "last": last, "sources": list(sources)}
    cursor = connection.cursor(row_factory=args_row(Gap))
    found = cursor.execute(SLATES, asked).fetchall()
    found += cursor.execute(UNITS, asked).fetchall()
    found += cursor.execute(GAMES, asked).fetchall()
    return sorted(found, key=lambda gap: (gap.date, gap.source, gap.game or 0, gap.missing))


# A date whose games MLB has not named; and one that has games, and that a source never got.
SLATES = """
    SELECT d.date, 'mlb', NULL::integer, '', 'schedule', 'schedule not collected'
    FROM (
        SELECT day::date AS date
        FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, '1 day') day
    ) d
    WHERE NOT EXISTS (SELECT FROM slate WHERE slate.date = d.date)
    UNION ALL
    SELECT d.date, s.name, NULL::integer, '', 'slate', 'never fetched'
    FROM (
        SELECT DISTINCT date FROM game_date WHERE date BETWEEN %(first)s AND %(last)s
            AND coalesce(status NOT IN ('postponed', 'cancelled'), true)
    ) d CROSS JOIN source s
    WHERE s.name = ANY(%(sources)s) AND NOT EXISTS (
            SELECT FROM unit u WHERE (u.source, u.date) = (s.id, d.date))
        AND NOT EXISTS (
            SELECT FROM payload p WHERE (p.source, p.date) = (s.id, d.date) AND p.complete)
"""

UNITS = """
    SELECT u.date, s.name, NULL::integer, '', 'unit ' || u.collector, u.status || ': ' || u.message
    FROM unit u JOIN source s ON s.id = u.source
    WHERE u.date BETWEEN %(first)s AND %(last)s AND s.name = ANY(%(sources)s)
        AND u.status <> 'success'
"""

# What a source gives is what it has given of any game of these dates: its markets, and splits.
GAMES = """
    WITH listed AS (
        SELECT d.date, g.id AS game, g.away, g.home FROM game_date d JOIN game g ON g.id = d.game
        WHERE d.date BETWEEN %(first)s AND %(last)s AND d.date = g.date
            AND coalesce(d.status NOT IN ('postponed', 'cancelled'), true)
    ),
    fetched AS (
        SELECT DISTINCT p.date, p.source FROM payload p
        WHERE p.date BETWEEN %(first)s AND %(last)s AND p.complete
    ),
    asked AS (
        SELECT l.*, s.id AS source, s.name, EXISTS (
            SELECT FROM game_source i WHERE (i.game, i.source) = (l.game, s.id)) AS known
        FROM listed l JOIN fetched f ON f.date = l.date JOIN source s ON s.id = f.source
        WHERE s.name = ANY(%(sources)s)
    ),
    priced AS (
        SELECT DISTINCT a.game, a.source, m.market || ' ' || m.period AS market
        FROM asked a JOIN quote_current q ON (q.game, q.source) = (a.game, a.source)
        JOIN market m ON m.id = q.market
        WHERE m.market IN ('moneyline', 'run_line', 'total')
    ),
    divided AS (
        SELECT DISTINCT a.game, a.source
        FROM asked a JOIN split_current h ON (h.game, h.source) = (a.game, a.source)
    )
    SELECT a.date, a.name, a.game, a.away || ' @ ' || a.home, 'id', coalesce((
        SELECT min(u.external_id || ': ' || u.reason) FROM unmatched u
        WHERE (u.source, u.date) = (a.source, a.date)
            AND (a.away IN (u.away, u.home) OR a.home IN (u.away, u.home))
    ), 'the source lists no such game')
    FROM asked a WHERE NOT a.known
    UNION ALL
    SELECT a.date, a.name, a.game, a.away || ' @ ' || a.home, given.market, 'no price'
    FROM asked a JOIN (SELECT DISTINCT source, market FROM priced) given USING (source)
    WHERE a.known AND NOT EXISTS (
        SELECT FROM priced p
        WHERE (p.game, p.source, p.market) = (a.game, a.source, given.market))
    UNION ALL
    SELECT a.date, a.name, a.game, a.away || ' @ ' || a.home, 'splits', 'no split'
    FROM asked a JOIN (SELECT DISTINCT source FROM divided) given USING (source)
    WHERE a.known AND NOT EXISTS (
        SELECT FROM divided p WHERE (p.game, p.source) = (a.game, a.source))
"""
