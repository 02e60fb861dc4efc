"""Which payloads have been taken in, in which order, and which are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import LiteralString

from psycopg import Connection

# What was quarantined beyond the refused records of a payload that is taken in is so no more.
JUDGED: LiteralString = """
    WITH freed AS (
        DELETE FROM quarantine WHERE payload = %(id)s AND number > %(refused)s RETURNING 1
    ), judged AS (
        UPDATE payload SET taken = true, problem = %(problem)s WHERE id = %(id)s
            AND (NOT taken OR problem IS DISTINCT FROM %(problem)s)
        RETURNING 1
    )
"""
IS_NEW: LiteralString = "SELECT EXISTS (SELECT FROM freed) OR EXISTS (SELECT FROM judged)"
ORDERED: LiteralString = """
    , reopened AS (
        UPDATE payload later SET taken = false FROM payload late
        WHERE late.id = %(id)s AND (later.source, later.date) = (late.source, late.date)
            AND later.fetched_at > late.fetched_at AND later.complete AND later.taken
            AND (later.id < late.id OR NOT late.taken) AND %(changed)s
    )
    INSERT INTO taking
    SELECT greatest((SELECT max(number) FROM taking), (SELECT max(after) FROM decision), 0) + 1,
        %(id)s
    WHERE %(changed)s OR EXISTS (SELECT FROM freed) OR EXISTS (SELECT FROM judged)
"""


class Takings:
    """Reads and writes what has become of the archive, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def judge(self, id: int, problem: str | None, refused: int = 0) -> bool:
        """Note that a payload has been taken in, or why it could not be read; False if known.

        ``refused`` records of it were not taken.
        """
        row = self.connection.execute(
            JUDGED + IS_NEW, {"id": id, "problem": problem, "refused": refused}
        ).fetchone()
        return bool(row and row[0])

    def conclude(
        self, id: int, problem: str | None, refused: int = 0, *, changed: bool = False
    ) -> None:
        """Judge a payload, and give it the next place in the order where this taking is new to it.

        That is where it ``changed`` anything, or is judged otherwise than before. Where it changed
        anything, what overtook it is put back, to be taken in again: what was fetched later, of its
        source and date, but archived before it; and, the first time it is taken in, what has been
        taken in already.
        """
        self.connection.execute(
            JUDGED + ORDERED,
            {"id": id, "problem": problem, "refused": refused, "changed": changed},
        )

    def overtakers(self, ids: Sequence[int]) -> list[tuple[int, int]]:
        """Payloads fetched later than some of the same source and date that wait to be taken in.

        Each with the last that it overtook, in the order they were fetched.
        """
        return self.connection.execute(
            """
            SELECT max(late.id), later.id FROM payload late
            JOIN payload later ON (later.source, later.date) = (late.source, late.date)
                AND later.fetched_at > late.fetched_at AND later.complete AND NOT later.taken
            WHERE late.id = ANY(%(ids)s) GROUP BY later.id ORDER BY later.fetched_at, later.id
            """,
            {"ids": list(ids)},
        ).fetchall()

    def settled(self, ids: Sequence[int], *, but_for: Sequence[int] = ()) -> set[int]:
        """Those that have been taken in whole, while nothing waits of their source and date.

        Nothing ``but_for`` some.
        """
        rows = self.connection.execute(
            """
            SELECT id FROM payload this
            WHERE id = ANY(%(ids)s) AND taken AND problem IS NULL AND complete AND NOT EXISTS (
                SELECT FROM payload later WHERE NOT later.taken AND later.complete
                    AND later.id <> ALL(%(but_for)s)
                    AND (later.source, later.date) = (this.source, this.date))
            """,
            {"ids": list(ids), "but_for": list(but_for)},
        )
        return {id for (id,) in rows}

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
