"""The archive: every answer of a source, verbatim, before anybody reads it."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence

from attrs import evolve
from psycopg import Connection

from mlbcore.db.codes import Codes
from mlbcore.models import Payload


class Payloads:
    """Reads and writes the archive on one connection."""

    def __init__(self, connection: Connection, codes: Codes) -> None:
        self.connection = connection
        self.codes = codes

    def keep(self, payload: Payload) -> tuple[int, Payload]:
        """Archive it; gives its id and the payload as archived.

        The same bytes as the last time the same was asked are one payload: the first of them.
        """
        found = self._last(payload)
        if found is None:
            return self._add(payload), payload
        return found

    def between(self, first: dt.date, last: dt.date, sources: Sequence[str]) -> list[int]:
        """The ids of the complete payloads of the dates, in the order they were archived."""
        rows = self.connection.execute(
            """
            SELECT p.id FROM payload p JOIN source s ON s.id = p.source
            WHERE p.complete AND p.date BETWEEN %(first)s AND %(last)s AND s.name = ANY(%(sources)s)
            ORDER BY p.id
            """,
            {"first": first, "last": last, "sources": list(sources)},
        )
        return [id for (id,) in rows]

    def get(self, id: int) -> Payload:
        """One payload, its body as it came."""
        row = self.connection.execute(
            """
            SELECT s.name, p.collector, p.date, p.url, p.fetched_at, p.body, p.status,
                p.content_type, p.complete
            FROM payload p JOIN source s ON s.id = p.source WHERE p.id = %(id)s
            """,
            {"id": id},
            binary=True,
        ).fetchone()
        assert row is not None
        return _payload(*row)

    def judge(self, id: int, problem: str | None) -> None:
        """Note that a payload has been taken in, or why it could not be read."""
        self.connection.execute(
            "UPDATE payload SET taken = true, problem = %(problem)s WHERE id = %(id)s"
            " AND (NOT taken OR problem IS DISTINCT FROM %(problem)s)",
            {"id": id, "problem": problem},
        )

    def waiting(self) -> list[int]:
        """Payloads that were archived but not taken in, because something died in between."""
        rows = self.connection.execute("SELECT id FROM payload WHERE NOT taken ORDER BY id")
        return [id for (id,) in rows]

    def _last(self, payload: Payload) -> tuple[int, Payload] | None:
        row = self.connection.execute(
            """
            SELECT id, fetched_at, sha256, complete FROM payload
            WHERE source = %(source)s AND collector = %(collector)s AND date = %(date)s
                AND url = %(url)s
            ORDER BY fetched_at DESC, id DESC LIMIT 1
            """,
            {
                "source": self.codes.source(payload.source),
                "collector": payload.collector,
                "date": payload.date,
                "url": payload.url,
            },
        ).fetchone()
        if row is None or (bytes(row[2]), row[3]) != (payload.sha256, payload.complete):
            return None
        return row[0], evolve(payload, fetched_at=row[1])

    def _add(self, payload: Payload) -> int:
        row = self.connection.execute(
            """
            INSERT INTO payload (id, source, collector, date, url, status, content_type,
                fetched_at, sha256, complete, body)
            SELECT coalesce(max(id), 0) + 1, %(source)s, %(collector)s, %(date)s, %(url)s,
                %(status)s, %(content_type)s, %(fetched_at)s, %(sha256)s, %(complete)s, %(body)s
            FROM payload
            RETURNING id
            """,
            {
                "source": self.codes.source(payload.source),
                "collector": payload.collector,
                "date": payload.date,
                "url": payload.url,
                "status": payload.status,
                "content_type": payload.content_type,
                "fetched_at": payload.fetched_at,
                "sha256": payload.sha256,
                "complete": payload.complete,
                "body": zlib.compress(payload.body, 3),
            },
        ).fetchone()
        assert row is not None
        return int(row[0])


def _payload(
    source: str,
    collector: str,
    date: dt.date,
    url: str,
    fetched_at: dt.datetime,
    body: bytes,
    status: int,
    content_type: str,
    complete: bool,
) -> Payload:
    return Payload(
        source=source,
        collector=collector,
        date=date,
        url=url,
        fetched_at=fetched_at,
        body=zlib.decompress(body),
        status=status,
        content_type=content_type,
        complete=complete,
    )
