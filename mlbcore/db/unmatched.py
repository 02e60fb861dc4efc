"""Games of a source that could not be matched, with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from attrs import frozen
from psycopg import Connection
from psycopg.rows import args_row

from mlbcore.db.codes import Codes


@frozen
class UnmatchedGame:
    """A game as its source names it, and why it is no certain game of ours."""

    source: str
    external_id: str
    date: dt.date
    collector: str
    away: str
    home: str
    start: dt.datetime | None
    reason: str
    payload: int
    first_seen: dt.datetime


class Unmatched:
    """Reads and writes what could not be matched, on one connection."""

    def __init__(self, connection: Connection, codes: Codes) -> None:
        self.connection = connection
        self.codes = codes

    def report(self, game: UnmatchedGame) -> bool:
        """Keep it, or bring the reason of one that is kept up to date; False when it is."""
        done = self.connection.execute(
            """
            INSERT INTO unmatched AS u (source, external_id, date, collector, away, home, start,
                reason, payload, first_seen)
            VALUES (%(source)s, %(external_id)s, %(date)s, %(collector)s, %(away)s, %(home)s,
                %(start)s, %(reason)s, %(payload)s, %(first_seen)s)
            ON CONFLICT (source, external_id, date) DO UPDATE SET
                reason = excluded.reason, payload = excluded.payload, start = excluded.start
            WHERE excluded.payload >= u.payload
                AND (excluded.reason, excluded.payload) IS DISTINCT FROM (u.reason, u.payload)
            """,
            {
                "source": self.codes.source(game.source),
                "external_id": game.external_id,
                "date": game.date,
                "collector": game.collector,
                "away": game.away,
                "home": game.home,
                "start": game.start,
                "reason": game.reason,
                "payload": game.payload,
                "first_seen": game.first_seen,
            },
        )
        return done.rowcount > 0

    def resolve(self, source: str, external_ids: Iterable[str]) -> list[dt.date]:
        """Drop what has been matched; gives the dates whose payloads showed it."""
        rows = self.connection.execute(
            """
            DELETE FROM unmatched u USING payload p
            WHERE u.source = %(source)s AND u.external_id = ANY(%(ids)s) AND p.id = u.payload
            RETURNING p.date
            """,
            {"source": self.codes.source(source), "ids": list(external_ids)},
        )
        return [date for (date,) in rows]

    def payloads(self, dates: Sequence[dt.date] | None = None) -> list[int]:
        """The payloads that list games still unmatched, in the order they were archived.

        Of some dates, or of all. A detail names no teams: it has nothing to be matched by, and
        waits for its game.
        """
        rows = self.connection.execute(
            "SELECT DISTINCT payload FROM unmatched WHERE away <> ''"
            " AND (%(dates)s::date[] IS NULL OR date = ANY(%(dates)s)) ORDER BY payload",
            {"dates": None if dates is None else list(dates)},
        )
        return [payload for (payload,) in rows]

    def candidates(self) -> dict[tuple[str, str, dt.date], list[int]]:
        """For each, the games listed on its date that have one of its teams."""
        rows = self.connection.execute(
            """
            SELECT s.name, u.external_id, u.date, array_agg(g.id ORDER BY d.start, g.id)
            FROM unmatched u
            JOIN source s ON s.id = u.source
            JOIN game_date d ON d.date = u.date
            JOIN game g ON g.id = d.game
                AND (u.away IN (g.away, g.home) OR u.home IN (g.away, g.home))
            GROUP BY s.name, u.external_id, u.date
            """
        )
        return {(source, id, date): games for source, id, date, games in rows}

    def count(self) -> int:
        row = self.connection.execute("SELECT count(*) FROM unmatched").fetchone()
        return int(row[0]) if row else 0

    def all(self) -> list[UnmatchedGame]:
        """Every one, in order of date and start."""
        cursor = self.connection.cursor(row_factory=args_row(UnmatchedGame))
        cursor.execute(
            """
            SELECT s.name, u.external_id, u.date, u.collector, u.away, u.home, u.start, u.reason,
                u.payload, u.first_seen
            FROM unmatched u JOIN source s ON s.id = u.source
            ORDER BY u.date, u.start, s.name, u.external_id
            """
        )
        return cursor.fetchall()
