"""Records that were not taken, and payloads that could not be read, each with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import frozen
from psycopg import Connection
from psycopg.rows import args_row

from mlbcore.models import Refusal


@frozen
class Quarantined:
    """One record of a payload; of a payload that could not be read at all, without a record."""

    payload: int
    source: str
    collector: str
    date: dt.date
    url: str
    external_id: str | None
    record: str | None
    reason: str


class Quarantine:
    """Reads and writes what was not taken, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, payload: int, refusals: Sequence[Refusal]) -> bool:
        """Keep what a payload holds that was not taken; False when just that is kept.

        What is kept beyond these goes when the payload is judged.
        """
        done = self.connection.execute(
            """
            INSERT INTO quarantine AS q (payload, number, external_id, record, reason)
            SELECT %(payload)s, r.number, r.external_id, r.record, r.reason
            FROM unnest(%(ids)s::text[], %(records)s::text[], %(reasons)s::text[])
                WITH ORDINALITY AS r (external_id, record, reason, number)
            ON CONFLICT (payload, number) DO UPDATE SET
                external_id = excluded.external_id,
                record = excluded.record,
                reason = excluded.reason
            WHERE (q.external_id, q.record, q.reason)
                <> (excluded.external_id, excluded.record, excluded.reason)
            """,
            {
                "payload": payload,
                "ids": [_storable(refusal.external_id) for refusal in refusals],
                "records": [_storable(refusal.record) for refusal in refusals],
                "reasons": [_storable(refusal.reason) for refusal in refusals],
            },
        )
        return done.rowcount > 0

    def between(
        self, first: dt.date, last: dt.date, sources: Sequence[str] = ()
    ) -> list[Quarantined]:
        """What was not taken of the dates, and of the sources where some are named."""
        cursor = self.connection.cursor(row_factory=args_row(Quarantined))
        return cursor.execute(
            """
            SELECT p.id, s.name, p.collector, p.date, p.url, r.external_id, r.record, r.reason
            FROM payload p
            JOIN source s ON s.id = p.source
            JOIN (
                SELECT payload, number, external_id, record, reason FROM quarantine
                UNION ALL
                SELECT id, 0, NULL, NULL, problem FROM payload WHERE problem IS NOT NULL
            ) r ON r.payload = p.id
            WHERE p.date BETWEEN %(first)s AND %(last)s
                AND (%(sources)s::text[] = '{}' OR s.name = ANY(%(sources)s))
            ORDER BY p.date, s.name, p.id, r.number
            """,
            {"first": first, "last": last, "sources": list(sources)},
        ).fetchall()


def _storable(text: str) -> str:
    """A text as PostgreSQL takes it: foreign bytes may hold what it has no place for."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
