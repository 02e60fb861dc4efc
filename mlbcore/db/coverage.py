"""How much of the schedule each source covers."""

from __future__ import annotations

import datetime as dt

from attrs import frozen
from psycopg import Connection
from psycopg.rows import args_row


@frozen
class Coverage:
    """Of the ``games`` of a date, those that have an id, prices, and splits of a source."""

    date: dt.date
    source: str
    games: int
    with_id: int
    with_quotes: int
    with_splits: int


def coverage(connection: Connection, first: dt.date, last: dt.date) -> list[Coverage]:
    """One row for each date with games and each source, in that order."""
    cursor = connection.cursor(row_factory=args_row(Coverage))
    cursor.execute(
        """
        SELECT g.date, s.name, count(*),
            count(*) FILTER (WHERE EXISTS (
                SELECT FROM game_source i WHERE (i.game, i.source) = (g.id, s.id))),
            count(*) FILTER (WHERE EXISTS (
                SELECT FROM quote_current q WHERE (q.game, q.source) = (g.id, s.id))),
            count(*) FILTER (WHERE EXISTS (
                SELECT FROM split_current h WHERE (h.game, h.source) = (g.id, s.id)))
        FROM game g CROSS JOIN source s
        WHERE g.date BETWEEN %(first)s AND %(last)s
        GROUP BY g.date, s.id, s.name
        ORDER BY g.date, s.id
        """,
        {"first": first, "last": last},
    )
    return cursor.fetchall()
