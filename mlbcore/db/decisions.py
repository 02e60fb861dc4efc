"""What a person decided where no rule is certain: part of the archive, and replayed with it."""

from __future__ import annotations

import datetime as dt

from psycopg import Connection

from mlbcore.db.codes import Codes


class Decisions:
    """Reads and writes them on one connection."""

    def __init__(self, connection: Connection, codes: Codes) -> None:
        self.connection = connection
        self.codes = codes

    def gamepk(self, source: str, external_id: str) -> str | None:
        """The gamePk that a source's id was decided to be, if it was."""
        row = self.connection.execute(
            "SELECT gamepk FROM decision"
            " WHERE source = %(source)s AND external_id = %(external_id)s",
            {"source": self.codes.source(source), "external_id": external_id},
        ).fetchone()
        return None if row is None else str(row[0])

    def keep(self, source: str, external_id: str, *, gamepk: str, decided_at: dt.datetime) -> None:
        """Keep one, with its place in the order of takings; one that is kept stays as it is."""
        self.connection.execute(
            """
            INSERT INTO decision (source, external_id, gamepk, decided_at, after)
            SELECT %(source)s, %(external_id)s, %(gamepk)s, %(decided_at)s,
                coalesce(max(number), 0) FROM taking
            ON CONFLICT (source, external_id) DO NOTHING
            """,
            {
                "source": self.codes.source(source),
                "external_id": external_id,
                "gamepk": gamepk,
                "decided_at": decided_at,
            },
        )
