"""What people have been told, and where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from psycopg import Connection

# One sender at a time: what is sent is decided against what has been.
SENDER = 0x6D6C6E74


class Notices:
    """Reads and writes which notices were sent, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def sent(self, destination: str, keys: Sequence[str], since: dt.datetime) -> set[str]:
        """Those of the keys that a destination was told since an instant."""
        rows = self.connection.execute(
            """
            SELECT key FROM notice WHERE destination = %(destination)s AND key = ANY(%(keys)s)
                AND sent_at > %(since)s
            """,
            {"destination": destination, "keys": list(keys), "since": since},
        )
        return {key for (key,) in rows}

    def messages(self, destination: str, since: dt.datetime) -> int:
        """How many messages a destination was sent since an instant."""
        row = self.connection.execute(
            """
            SELECT count(DISTINCT message) FROM notice
            WHERE destination = %(destination)s AND sent_at > %(since)s
            """,
            {"destination": destination, "since": since},
        ).fetchone()
        assert row is not None
        return int(row[0])

    def record(
        self, destination: str, keys: Iterable[str], message: UUID, sent_at: dt.datetime
    ) -> None:
        """Keep that a message told a destination of the keys."""
        self.connection.cursor().executemany(
            """
            INSERT INTO notice VALUES (%(destination)s, %(key)s, %(message)s, %(sent_at)s)
            ON CONFLICT (destination, key) DO UPDATE
            SET message = excluded.message, sent_at = excluded.sent_at
            """,
            [
                {"destination": destination, "key": key, "message": message, "sent_at": sent_at}
                for key in keys
            ],
        )

    def forget(self, before: dt.datetime) -> None:
        """Remove what was sent before an instant."""
        self.connection.execute(
            "DELETE FROM notice WHERE sent_at <= %(before)s", {"before": before}
        )
