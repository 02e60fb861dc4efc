"""The archive: every answer of a source, verbatim, before anybody reads it."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Sequence
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
        before = self._before(payload)
        if before is not None:
            id, fetched_at, same = before
            if same:
                self._sight(id, payload.fetched_at)
                return id, evolve(payload, fetched_at=fetched_at)
            self._part(id, payload.fetched_at)
        return self._add(payload), payload

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

    def reopen_overtakers(self, id: int, *, changed: bool) -> None:
        """Put back what overtook a payload that is being taken in, to be taken in again.

        That is what was fetched later, of its source and date, but archived before it; and, the
        first time it is taken in, what has been taken in already. Nothing, where that is not the
        first time and it ``changed`` nothing.
        """
        self.connection.execute(
            """
            UPDATE payload later SET taken = false FROM payload late
            WHERE late.id = %(id)s AND (later.source, later.date) = (late.source, late.date)
                AND later.fetched_at > late.fetched_at AND later.complete AND later.taken
                AND (later.id < late.id AND %(changed)s OR NOT late.taken)
            """,
            {"id": id, "changed": changed},
        )

    def overtakers(self, id: int) -> list[int]:
        """Payloads of its source and date that were fetched later and wait to be taken in."""
        rows = self.connection.execute(
            """
            SELECT later.id FROM payload late
            JOIN payload later ON (later.source, later.date) = (late.source, late.date)
                AND later.fetched_at > late.fetched_at AND later.complete AND NOT later.taken
            WHERE late.id = %(id)s ORDER BY later.fetched_at, later.id
            """,
            {"id": id},
        )
        return [id for (id,) in rows]

    def settled(self, id: int) -> bool:
        """Whether it has been taken in whole, and nothing waits that overtook it."""
        row = self.connection.execute(
            """
            SELECT taken AND problem IS NULL AND complete AND NOT EXISTS (
                SELECT FROM payload later WHERE NOT later.taken AND later.complete
                    AND (later.source, later.date) = (this.source, this.date))
            FROM payload this WHERE id = %(id)s
            """,
            {"id": id},
        ).fetchone()
        return bool(row and row[0])

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

    def between(
        self, first: dt.date, last: dt.date, sources: Sequence[str]
    ) -> list[tuple[int, int | None]]:
        """The complete payloads of the dates in the order they were taken in.

        Each as often as it was, with its place in that order, or none: those that never were come
        last, in the order they were archived.
        """
        rows = self.connection.execute(
            """
            SELECT p.id, t.number FROM payload p
            JOIN source s ON s.id = p.source
            LEFT JOIN taking t ON t.payload = p.id
            WHERE p.complete AND p.date BETWEEN %(first)s AND %(last)s AND s.name = ANY(%(sources)s)
            ORDER BY t.number NULLS LAST, p.id
            """,
            {"first": first, "last": last, "sources": list(sources)},
        )
        return rows.fetchall()

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

    def judge(self, id: int, problem: str | None, refused: int = 0) -> bool:
        """Note that a payload has been taken in, or why it could not be read; False if known.

        ``refused`` records of it were not taken: what was quarantined beyond them is so no more.
        """
        row = self.connection.execute(
            """
            WITH freed AS (
                DELETE FROM quarantine WHERE payload = %(id)s AND number > %(refused)s RETURNING 1
            ), judged AS (
                UPDATE payload SET taken = true, problem = %(problem)s WHERE id = %(id)s
                    AND (NOT taken OR problem IS DISTINCT FROM %(problem)s)
                RETURNING 1
            )
            SELECT EXISTS (SELECT FROM freed) OR EXISTS (SELECT FROM judged)
            """,
            {"id": id, "problem": problem, "refused": refused},
        ).fetchone()
        return bool(row and row[0])

    def order(self, id: int) -> None:
        """Note that a payload is taken in now, after all that were before."""
        self.connection.execute(
            "INSERT INTO taking SELECT greatest((SELECT max(number) FROM taking),"
            " (SELECT max(after) FROM decision), 0) + 1, %(id)s",
            {"id": id},
        )

    def owe(self, id: int, dates: Iterable[dt.date]) -> None:
        """Let the other payloads of a payload's source wait again that are of the dates."""
        self.connection.execute(
            """
            UPDATE payload p SET taken = false FROM payload this
            WHERE this.id = %(id)s AND p.source = this.source AND p.date = ANY(%(dates)s)
                AND p.id <> this.id AND p.complete
            """,
            {"id": id, "dates": list(dates)},
        )

    def waiting(self) -> list[int]:
        """Payloads to be taken in: for the first time, or again since a game was matched."""
        rows = self.connection.execute("SELECT id FROM payload WHERE NOT taken ORDER BY id")
        return [id for (id,) in rows]

    def _before(self, payload: Payload) -> tuple[int, dt.datetime, bool] | None:
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
            {
                "source": self.codes.source(payload.source),
                "collector": payload.collector,
                "date": payload.date,
                "url": payload.url,
                "fetched_at": payload.fetched_at,
                "sha256": payload.sha256,
                "complete": payload.complete,
            },
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
        parted = self._add(evolve(self.get(id), fetched_at=row[0]))
        self.connection.execute(
            "UPDATE sighting SET payload = %(parted)s"
            " WHERE payload = %(id)s AND fetched_at > %(at)s",
            {"parted": parted, "id": id, "at": at},
        )

    def _add(self, payload: Payload) -> int:
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
                "etag": payload.etag,
                "last_modified": payload.last_modified,
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
