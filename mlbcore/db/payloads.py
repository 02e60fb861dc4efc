"""The archive: every answer of a source, verbatim, before anybody reads it."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from attrs import evolve, frozen
from psycopg import Connection

from mlbcore.db.codes import Codes
from mlbcore.errors import MissingError
from mlbcore.models import Payload


class Asked(NamedTuple):
    """What a payload is the answer to."""

    source: str
    collector: str
    date: dt.date
    url: str


@frozen
class Validators:
    """What an archived payload came with; a source says by them whether it still is as it was."""

    payload: int
    etag: str
    last_modified: str


class Payloads:
    """Reads and writes the archive on one connection."""

    def __init__(self, connection: Connection, codes: Codes) -> None:
        self.connection = connection
        self.codes = codes

    def keep(self, payload: Payload) -> tuple[int, Payload]:
        """Archive it; gives its id and the payload as archived.

        The same bytes as the last time the same was asked are one payload, the first of them, and
        the fetch is noted as a sighting of it. Where this fetch was overtaken, so that such a
        sighting is later than it, what was seen then is archived once more, as it was seen: it may
        be a return to what had been before.
        """
        columns = self._columns(payload)
        before = self._before(columns)
        if before is not None:
            id, fetched_at, same = before
            if same:
                self._sight(id, payload.fetched_at)
                return id, evolve(payload, fetched_at=fetched_at)
            self._part(id, payload.fetched_at)
        return self._add(columns, payload.body), payload

    def keep_unchanged(self, id: int, fetched_at: dt.datetime) -> tuple[int, Payload]:
        """Archive what came unchanged at an instant, in which no body was sent; as ``keep``."""
        return self.keep(evolve(self.get(id), fetched_at=fetched_at))

    def validators(self, first: dt.date, last: dt.date) -> dict[Asked, Validators]:
        """Those of the latest complete payload of each request of the dates, where it has any.

        None of a payload that could not be read: it is to be sent anew.
        """
        rows = self.connection.execute(
            """
            SELECT s.name, p.collector, p.date, p.url, p.id, p.etag, p.last_modified
            FROM (
                SELECT DISTINCT ON (source, collector, date, url)
                    source, collector, date, url, id, etag, last_modified, problem
                FROM payload WHERE date BETWEEN %(first)s AND %(last)s AND complete
                ORDER BY source, collector, date, url, fetched_at DESC, id DESC
            ) p JOIN source s ON s.id = p.source
            WHERE p.problem IS NULL AND (p.etag <> '' OR p.last_modified <> '')
            """,
            {"first": first, "last": last},
        )
        return {Asked(*row[:4]): Validators(*row[4:]) for row in rows}

    def sightings(self, id: int) -> list[dt.datetime]:
        """Every instant at which a payload's bytes were fetched."""
        rows = self.connection.execute(
            "SELECT fetched_at FROM payload WHERE id = %(id)s"
            " UNION SELECT fetched_at FROM sighting WHERE payload = %(id)s ORDER BY fetched_at",
            {"id": id},
        )
        return [instant for (instant,) in rows]

    def last_answers(self, date: dt.date, by: dt.datetime) -> dict[str, dt.datetime]:
        """When each source last answered about a date, by an instant, what could be read."""
        rows = self.connection.execute(
            """
            SELECT o.name, max(answered.at)
            FROM payload p JOIN source o ON o.id = p.source
            CROSS JOIN LATERAL (
                SELECT p.fetched_at AS at
                UNION ALL SELECT s.fetched_at FROM sighting s WHERE s.payload = p.id
            ) answered
            WHERE p.date = %(date)s AND p.complete AND p.problem IS NULL AND answered.at <= %(by)s
            GROUP BY o.name ORDER BY o.name
            """,
            {"date": date, "by": by},
        )
        return dict(rows)

    def latest(self, source: str, collector: str, date: dt.date) -> list[int]:
        """The last complete payload of each page of a unit, in the order they were archived."""
        rows = self.connection.execute(
            """
            SELECT id FROM (
                SELECT DISTINCT ON (url) id FROM payload
                WHERE source = %(source)s AND collector = %(collector)s AND date = %(date)s
                    AND complete
                ORDER BY url, fetched_at DESC, id DESC
            ) one ORDER BY id
            """,
            {"source": self.codes.source(source), "collector": collector, "date": date},
        )
        return [id for (id,) in rows]

    def get(self, id: int) -> Payload:
        """One payload, its body as it came. Raises MissingError."""
        row = self.connection.execute(
            """
            SELECT s.name, p.collector, p.date, p.url, p.fetched_at, p.body, p.status,
                p.content_type, p.complete, p.etag, p.last_modified
            FROM payload p JOIN source s ON s.id = p.source WHERE p.id = %(id)s
            """,
            {"id": id},
            binary=True,
        ).fetchone()
        if row is None:
            raise MissingError(f"there is no payload {id}")
        return _payload(*row)

    def latest_between(
        self, first: dt.date, last: dt.date, sources: Sequence[str], most: int
    ) -> list[tuple[str, str, int]]:
        """The last payloads of the dates, so many at most of each collector.

        Gives source, collector and id, by date; of all sources where none is named.
        """
        rows = self.connection.execute(
            """
            SELECT name, collector, id FROM (
                SELECT s.name, p.collector, p.id, p.date, row_number() OVER (
                    PARTITION BY p.source, p.collector ORDER BY p.date DESC, p.id DESC) AS place
                FROM payload p JOIN source s ON s.id = p.source
                WHERE p.complete AND p.date BETWEEN %(first)s AND %(last)s
                    AND (%(sources)s::text[] = '{}' OR s.name = ANY(%(sources)s))
            ) one
            WHERE place <= %(most)s ORDER BY name, collector, date, id
            """,
            {"first": first, "last": last, "sources": list(sources), "most": most},
        )
        return rows.fetchall()

    def _columns(self, payload: Payload) -> dict[str, object]:
        """What is stored of a payload, but for its body."""
        return {
            "source": self.codes.source(payload.source),
            "collector": payload.collector,
            "date": payload.date,
            "url": payload.url,
            "status": payload.status,
            "content_type": payload.content_type,
            "fetched_at": payload.fetched_at,
            "sha256": payload.sha256,
            "complete": payload.complete,
            "etag": payload.etag,
            "last_modified": payload.last_modified,
        }

    def _before(self, columns: Mapping[str, object]) -> tuple[int, dt.datetime, bool] | None:
        """The payload fetched last before this one of what was asked, and whether it is the same.

        Gives its id, when it was fetched, and whether its bytes are those.
        """
        row = self.connection.execute(
            """
            SELECT id, fetched_at, (sha256, complete) = (%(sha256)s, %(complete)s) FROM payload
            WHERE source = %(source)s AND collector = %(collector)s AND date = %(date)s
                AND url = %(url)s AND fetched_at <= %(fetched_at)s
            ORDER BY fetched_at DESC, id DESC LIMIT 1
            """,
            columns,
        ).fetchone()
        return None if row is None else (row[0], row[1], row[2])

    def _sight(self, id: int, fetched_at: dt.datetime) -> None:
        self.connection.execute(
            "INSERT INTO sighting SELECT id, %(fetched_at)s FROM payload"
            " WHERE id = %(id)s AND fetched_at < %(fetched_at)s ON CONFLICT DO NOTHING",
            {"id": id, "fetched_at": fetched_at},
        )

    def _part(self, id: int, at: dt.datetime) -> None:
        """Archive the first sighting after an instant as a payload, which takes the later ones."""
        row = self.connection.execute(
            "DELETE FROM sighting WHERE (payload, fetched_at) = (SELECT payload, min(fetched_at)"
            " FROM sighting WHERE payload = %(id)s AND fetched_at > %(at)s GROUP BY payload)"
            " RETURNING fetched_at",
            {"id": id, "at": at},
        ).fetchone()
        if row is None:
            return
        seen = evolve(self.get(id), fetched_at=row[0])
        parted = self._add(self._columns(seen), seen.body)
        self.connection.execute(
            "UPDATE sighting SET payload = %(parted)s"
            " WHERE payload = %(id)s AND fetched_at > %(at)s",
            {"parted": parted, "id": id, "at": at},
        )

    def _add(self, columns: Mapping[str, object], body: bytes) -> int:
        row = self.connection.execute(
            """
            INSERT INTO payload (id, source, collector, date, url, status, content_type,
                fetched_at, sha256, complete, etag, last_modified, body)
            SELECT coalesce(max(id), 0) + 1, %(source)s, %(collector)s, %(date)s, %(url)s,
                %(status)s, %(content_type)s, %(fetched_at)s, %(sha256)s, %(complete)s,
                %(etag)s, %(last_modified)s, %(body)s
            FROM payload
            RETURNING id
            """,
            {**columns, "body": zlib.compress(body, 3)},
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
    etag: str,
    last_modified: str,
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
        etag=etag,
        last_modified=last_modified,
    )
