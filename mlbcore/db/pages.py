"""The archived pages that list games, each as it was fetched last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from psycopg import Connection


class Pages:
    """Reads them on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def listing(
        self, games: Collection[int], first: dt.date, last: dt.date, sources: Sequence[str]
    ) -> list[int]:
        """The payloads of the sources that tell of the games, in the order they were fetched.

        That is the page an id of a game was first met on, and those of the dates that the same
        collector read; a workbook has the date of its year.
        """
        rows = self.connection.execute(
            """
            WITH met AS (
                SELECT DISTINCT p.source, p.collector, p.date, p.url
                FROM game_source i JOIN payload p ON p.id = i.payload
                JOIN source s ON s.id = i.source
                WHERE i.game = ANY(%(games)s) AND s.name = ANY(%(sources)s)
            )
            SELECT id FROM (
                SELECT DISTINCT ON (p.source, p.collector, p.date, p.url) p.id, p.fetched_at
                FROM payload p
                WHERE p.complete AND p.problem IS NULL AND (
                    (p.source, p.collector, p.date, p.url) IN (
                        SELECT source, collector, date, url FROM met)
                    OR (p.date BETWEEN %(first)s AND %(last)s
                        AND (p.source, p.collector) IN (SELECT source, collector FROM met)))
                ORDER BY p.source, p.collector, p.date, p.url, p.fetched_at DESC, p.id DESC
            ) last ORDER BY fetched_at, id
            """,
            {"games": list(games), "first": first, "last": last, "sources": list(sources)},
        )
        return [id for (id,) in rows]
