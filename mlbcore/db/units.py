"""Runs, and the last outcome of each unit of work: a source, a collector and a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal
from uuid import UUID

from attrs import asdict, field, frozen
from psycopg import Connection
from psycopg.rows import kwargs_row
from psycopg.types.json import Jsonb

from mlbcore.breaker import BreakerState
from mlbcore.db.codes import Codes

# Those that are not of one run only are stored.
Status = Literal["success", "partial", "failed", "rate_limited", "blocked", "skipped"]


@frozen(kw_only=True)
class Unit:
    """What became of one unit.

    ``new`` counts records inserted or changed, ``refused`` those not taken for a reason, and
    ``failed`` payloads that could not be fetched or read.
    """

    source: str
    collector: str
    date: dt.date
    status: Status
    payloads: int = 0
    records: int = 0
    new: int = 0
    unchanged: int = 0
    refused: int = 0
    failed: int = 0
    unmatched: int = 0
    message: str = ""


Key = tuple[str, str, dt.date]


def unit_name(source: str, collector: str, date: dt.date) -> str:
    """A unit as the log and errors name it."""
    return f"{source}/{collector}/{date}"


@frozen(kw_only=True)
class LastOutcome(Unit):
    """What became of a unit the last time it was asked for, and when that was."""

    finished_at: dt.datetime


@frozen(kw_only=True)
class Traffic:
    """What asking a source came to in a run.

    ``requests`` counts what was sent, ``retries`` those of them that asked again, and ``waited``
    the seconds each waited for the source's pace. ``breaker`` is the state at the end, of several
    hosts the worst; ``openings`` counts how often one opened.
    """

    source: str
    requests: int = 0
    retries: int = 0
    waited: float = 0.0
    breaker: BreakerState = field(default=BreakerState.CLOSED, converter=BreakerState)
    openings: int = 0


class Units:
    """Reads and writes runs and units on one connection."""

    def __init__(self, connection: Connection, codes: Codes) -> None:
        self.connection = connection
        self.codes = codes

    def begin(self, run: UUID) -> None:
        self.connection.execute(
            "INSERT INTO run VALUES (%(run)s, now()) ON CONFLICT DO NOTHING", {"run": run}
        )

    def end(self, run: UUID, traffic: Iterable[Traffic]) -> None:
        """Keep that a run ended and what asking came to; a run that has ended stays as it is."""
        self.connection.execute(
            """
            WITH ended AS (
                UPDATE run SET finished_at = now() WHERE id = %(run)s AND finished_at IS NULL
                RETURNING id, finished_at
            )
            INSERT INTO run_source (run, source, finished_at, requests, retries, waited, breaker,
                openings)
            SELECT e.id, (SELECT id FROM source WHERE name = t.source), e.finished_at, t.requests,
                t.retries, t.waited, t.breaker, t.openings
            FROM ended e CROSS JOIN jsonb_to_recordset(%(traffic)s) t (source text,
                requests integer, retries integer, waited float8, breaker text, openings integer)
            """,
            {"run": run, "traffic": Jsonb([asdict(one) for one in traffic])},
        )

    def closed(self, first: dt.date, last: dt.date) -> set[Key]:
        """The units of the dates that need not be fetched again: (source, collector, date)."""
        rows = self.connection.execute(
            """
            SELECT s.name, u.collector, u.date FROM unit u JOIN source s ON s.id = u.source
            WHERE u.closed AND u.date BETWEEN %(first)s AND %(last)s
            """,
            {"first": first, "last": last},
        )
        return set(rows.fetchall())

    def last(
        self, first: dt.date, last: dt.date, sources: Sequence[str], *, failed: bool = False
    ) -> list[LastOutcome]:
        """The last outcome of each unit of the dates, or only of those without success."""
        cursor = self.connection.cursor(row_factory=kwargs_row(LastOutcome))
        cursor.execute(
            """
            SELECT s.name AS source, u.collector, u.date, u.status, u.payloads, u.records, u.new,
                u.unchanged, u.refused, u.failed, u.unmatched, u.message, u.finished_at
            FROM unit u JOIN source s ON s.id = u.source
            WHERE u.date BETWEEN %(first)s AND %(last)s AND s.name = ANY(%(sources)s)
                AND (u.status <> 'success' OR NOT %(failed)s)
            ORDER BY u.date, s.name, u.collector
            """,
            {"first": first, "last": last, "sources": list(sources), "failed": failed},
        )
        return cursor.fetchall()

    def record(self, run: UUID, units: Iterable[Unit], *, over: bool) -> None:
        """Keep the outcomes of units; those with success are closed where their slate is over."""
        rows = [
            asdict(unit)
            | {
                "source": self.codes.source(unit.source),
                "run": run,
                "closed": over and unit.status == "success",
            }
            for unit in units
        ]
        self.connection.cursor().executemany(
            """
            INSERT INTO unit (source, collector, date, run, status, payloads, records, new,
                unchanged, refused, failed, unmatched, message, finished_at, closed)
            VALUES (%(source)s, %(collector)s, %(date)s, %(run)s, %(status)s, %(payloads)s,
                %(records)s, %(new)s, %(unchanged)s, %(refused)s, %(failed)s, %(unmatched)s,
                %(message)s, clock_timestamp(), %(closed)s)
            ON CONFLICT (source, collector, date) DO UPDATE SET
                run = excluded.run, status = excluded.status, payloads = excluded.payloads,
                records = excluded.records, new = excluded.new, unchanged = excluded.unchanged,
                refused = excluded.refused, failed = excluded.failed,
                unmatched = excluded.unmatched, message = excluded.message,
                finished_at = excluded.finished_at, closed = excluded.closed
            """,
            rows,
        )
