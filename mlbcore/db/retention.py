"""The archive made smaller: what no replay reads goes, and old bodies are compressed harder."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence

import psycopg
from attrs import frozen
from psycopg import Connection
from psycopg.rows import args_row

from mlbcore.db.pool import Database

LEVEL = 9
STRONGEST = 0xDA  # how a zlib stream of that level says so, in its second byte
BATCH = 100


@frozen
class OldPayload:
    """A payload that may go, and the bytes its body takes."""

    id: int
    bytes: int


@frozen(kw_only=True)
class Packed:
    """How many bodies were compressed harder, and how many bytes shorter they are in all."""

    payloads: int
    bytes: int


class Retention:
    """Works on the payloads of a database that were fetched before an instant."""

    def __init__(self, database: Database, before: dt.datetime) -> None:
        self.database = database
        self.before = before

    def cut_short(self) -> list[OldPayload]:
        """Answers cut short: kept as evidence, read by nothing. The last payload's id stays."""
        with self.database.reading() as store:
            cursor = store.connection.cursor(row_factory=args_row(OldPayload))
            cursor.execute(
                """
                SELECT id, length(body) FROM payload
                WHERE NOT complete AND taken AND fetched_at < %(before)s
                    AND id < (SELECT max(id) FROM payload)
                ORDER BY id
                """,
                {"before": self.before},
            )
            return cursor.fetchall()

    def remove(self, payloads: Sequence[OldPayload]) -> None:
        with self.database.writing() as store:
            store.connection.execute(
                "DELETE FROM payload WHERE id = ANY(%(ids)s)",
                {"ids": [payload.id for payload in payloads]},
            )

    def pack(self, *, really: bool = True) -> Packed:
        """Compress the older complete bodies harder, or only see what that would save."""
        ids, saved = self._loosely_packed(), 0
        for start in range(0, len(ids), BATCH):
            with self.database.writing() as store:
                batch = ids[start : start + BATCH]
                saved += sum(_pack(store.connection, id, really=really) for id in batch)
        return Packed(payloads=len(ids), bytes=saved)

    def vacuum(self) -> None:
        """Let the archive use again what went.

        The embedded server seldom runs for long enough to do so itself.
        """
        with self.database.reading() as store:
            here = store.connection.info
            with psycopg.connect(here.dsn, password=here.password, autocommit=True) as connection:
                connection.execute("VACUUM (ANALYZE) payload")

    def _loosely_packed(self) -> list[int]:
        with self.database.reading() as store:
            rows = store.connection.execute(
                """
                SELECT id FROM payload
                WHERE complete AND fetched_at < %(before)s
                    AND get_byte(substr(body, 1, 2), 1) <> %(strongest)s
                ORDER BY id
                """,
                {"before": self.before, "strongest": STRONGEST},
            )
            return [id for (id,) in rows]


def _pack(connection: Connection, id: int, *, really: bool) -> int:
    """Compress a body harder, the same bytes out; gives how many it is shorter."""
    row = connection.execute(
        "SELECT body FROM payload WHERE id = %(id)s", {"id": id}, binary=True
    ).fetchone()
    if row is None:
        return 0
    packed = zlib.compress(zlib.decompress(row[0]), LEVEL)
    if really:
        connection.execute(
            "UPDATE payload SET body = %(body)s WHERE id = %(id)s", {"id": id, "body": packed}
        )
    return len(row[0]) - len(packed)
