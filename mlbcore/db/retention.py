"""What of the archive is old and not needed to compute the tables again."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable

import psycopg
from attrs import frozen
from psycopg import Connection
from psycopg.rows import args_row

LEVEL = 9
STRONGEST = 0xDA  # how a zlib stream of that level says so, in its second byte


@frozen
class OldPayload:
    """A payload that may go, and the bytes its body takes."""

    id: int
    bytes: int


class Retention:
    """Finds, removes and repacks payloads on one connection.

    ``authority`` is the source that names games. Its payloads stay: what one takes off a date by
    not listing it leaves no trace in the tables.
    """

    def __init__(self, connection: Connection, authority: str) -> None:
        self.connection = connection
        self.authority = authority

    def incomplete(self, before: dt.datetime) -> list[OldPayload]:
        """Answers cut short: kept as evidence, read by nothing."""
        cursor = self.connection.cursor(row_factory=args_row(OldPayload))
        cursor.execute(
            """
            SELECT id, length(body) FROM payload
            WHERE NOT complete AND taken AND fetched_at < %(before)s
                AND id < (SELECT max(id) FROM payload)
            ORDER BY id
            """,
            {"before": before},
        )
        return cursor.fetchall()

    def superseded(self, before: dt.datetime) -> list[OldPayload]:
        """Payloads that gave no row, fetched after MLB had named the slate, and not the last.

        The last of what was asked stays, since the next answer is compared to it.
        """
        cursor = self.connection.cursor(row_factory=args_row(OldPayload))
        cursor.execute(
            """
            SELECT p.id, length(p.body)
            FROM payload p JOIN source s ON s.id = p.source JOIN slate d ON d.date = p.date
            WHERE p.complete AND p.taken AND p.problem IS NULL AND p.fetched_at < %(before)s
                AND s.name <> %(authority)s AND d.payload < p.id
                AND EXISTS (SELECT FROM payload later
                    WHERE (later.source, later.collector, later.date, later.url)
                            = (p.source, p.collector, p.date, p.url)
                        AND later.id > p.id AND later.complete AND later.taken
                        AND later.problem IS NULL)
                AND NOT EXISTS (SELECT FROM quote q WHERE q.payload = p.id)
                AND NOT EXISTS (SELECT FROM split q WHERE q.payload = p.id)
                AND NOT EXISTS (SELECT FROM game_source g WHERE g.payload = p.id)
                AND NOT EXISTS (SELECT FROM unmatched u
                    WHERE u.payload = p.id OR u.first_seen = p.fetched_at)
            ORDER BY p.id
            """,
            {"before": before, "authority": self.authority},
        )
        return cursor.fetchall()

    def named_before(self, dates: Iterable[dt.date], payload: int) -> bool:
        """Whether MLB had named the games of all the dates before the payload came."""
        wanted = set(dates)
        row = self.connection.execute(
            "SELECT count(*) FROM slate WHERE date = ANY(%(dates)s) AND payload < %(payload)s",
            {"dates": list(wanted), "payload": payload},
        ).fetchone()
        return row == (len(wanted),)

    def matched_before(self, source: str, external_ids: Iterable[str], payload: int) -> bool:
        """Whether all the ids had been given to a game before the payload came."""
        wanted = set(external_ids)
        row = self.connection.execute(
            """
            SELECT count(*) FROM game_source g JOIN source s ON s.id = g.source
            WHERE s.name = %(source)s AND g.external_id = ANY(%(ids)s) AND g.payload < %(payload)s
            """,
            {"source": source, "ids": list(wanted), "payload": payload},
        ).fetchone()
        return row == (len(wanted),)

    def remove(self, ids: Iterable[int]) -> None:
        self.connection.execute("DELETE FROM payload WHERE id = ANY(%(ids)s)", {"ids": list(ids)})

    def vacuum(self) -> None:
        """Let the archive use again what went.

        The embedded server seldom runs for long enough to do so itself.
        """
        here = self.connection.info
        with psycopg.connect(here.dsn, password=here.password, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE) payload")

    def loosely_packed(self, before: dt.datetime) -> list[int]:
        """Payloads whose bodies could be compressed harder."""
        rows = self.connection.execute(
            """
            SELECT id FROM payload
            WHERE fetched_at < %(before)s AND get_byte(substr(body, 1, 2), 1) <> %(strongest)s
            ORDER BY id
            """,
            {"before": before, "strongest": STRONGEST},
        )
        return [id for (id,) in rows]

    def pack(self, id: int, *, store: bool = True) -> int:
        """Compress a body harder, the same bytes out; gives how many it is shorter."""
        row = self.connection.execute(
            "SELECT body FROM payload WHERE id = %(id)s", {"id": id}, binary=True
        ).fetchone()
        if row is None:
            return 0
        packed = zlib.compress(zlib.decompress(row[0]), LEVEL)
        if store:
            self.connection.execute(
                "UPDATE payload SET body = %(body)s WHERE id = %(id)s", {"id": id, "body": packed}
            )
        return len(row[0]) - len(packed)
