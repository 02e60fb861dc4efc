"""Counts and ages of what is stored: what a dashboard shows and an alert watches."""

from __future__ import annotations

from typing import get_args

from attrs import frozen
from psycopg import Connection
from psycopg.rows import args_row, kwargs_row

from mlbcore.db.units import Status, Traffic


@frozen
class UnitCount:
    source: str
    collector: str
    status: str
    units: int


@frozen
class SuccessAge:
    """Seconds since a source last gave an answer that was taken in whole."""

    source: str
    collector: str
    age: float


@frozen
class PriceAge:
    """Seconds since a price of yesterday's slate or a later one was last stored."""

    source: str
    market: str
    age: float


@frozen
class PayloadCount:
    """Payloads of the last week's slates; ``status`` is the class of their answer, like 2xx."""

    source: str
    status: str
    payloads: int
    unreadable: int


@frozen
class NotTaken:
    """What of a source is unmatched, or in quarantine."""

    source: str
    unmatched: int
    quarantined: int


@frozen
class TableFigures:
    """Rows and dead rows are the server's estimate; ``inserted`` counts from its last reset."""

    name: str
    rows: int
    dead_rows: int
    inserted: int
    bytes: int


@frozen
class RunFigures:
    """Seconds the last finished run took and since it ended; runs of the last day without end."""

    duration: float | None
    age: float | None
    unfinished: int
    waiting_payloads: int


@frozen(kw_only=True)
class StoredFigures:
    units: tuple[UnitCount, ...]
    successes: tuple[SuccessAge, ...]
    prices: tuple[PriceAge, ...]
    payloads: tuple[PayloadCount, ...]
    not_taken: tuple[NotTaken, ...]
    tables: tuple[TableFigures, ...]
    runs: RunFigures
    traffic: tuple[Traffic, ...]


class FiguresReader:
    """Reads the figures on one connection; each query is bounded by an index or a small table."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def all(self) -> StoredFigures:
        return StoredFigures(
            units=self.units(),
            successes=self.successes(),
            prices=self.prices(),
            payloads=self.payloads(),
            not_taken=self.not_taken(),
            tables=self.tables(),
            runs=self.runs(),
            traffic=self.traffic(),
        )

    def units(self) -> tuple[UnitCount, ...]:
        """Of every status, also those no unit has: what rises from nothing is seen to rise."""
        cursor = self.connection.cursor(row_factory=args_row(UnitCount))
        cursor.execute(
            """
            SELECT s.name, c.collector, t.status, count(u.date)
            FROM (SELECT DISTINCT source, collector FROM unit) c JOIN source s ON s.id = c.source
                CROSS JOIN unnest(%(statuses)s::text[]) t (status)
                LEFT JOIN unit u USING (source, collector, status)
            GROUP BY s.name, c.collector, t.status ORDER BY s.name, c.collector, t.status
            """,
            {"statuses": list(get_args(Status))},
        )
        return tuple(cursor)

    def successes(self) -> tuple[SuccessAge, ...]:
        """Not by units alone: a later failure takes the place of a unit's success."""
        cursor = self.connection.cursor(row_factory=args_row(SuccessAge))
        cursor.execute(
            """
            SELECT s.name, o.collector,
                greatest(0, extract(epoch FROM clock_timestamp() - max(o.at)))::float8
            FROM (
                SELECT source, collector, finished_at FROM unit WHERE status = 'success'
                UNION ALL
                SELECT source, collector, coalesce(
                    (SELECT max(g.fetched_at) FROM sighting g WHERE g.payload = p.id), fetched_at)
                FROM payload p
                WHERE date >= current_date - 7 AND status < 400 AND complete AND taken
                    AND problem IS NULL
            ) o (source, collector, at) JOIN source s ON s.id = o.source
            GROUP BY s.name, o.collector ORDER BY s.name, o.collector
            """
        )
        return tuple(cursor)

    def prices(self) -> tuple[PriceAge, ...]:
        cursor = self.connection.cursor(row_factory=args_row(PriceAge))
        cursor.execute(
            """
            SELECT s.name, m.market,
                greatest(0, extract(epoch FROM clock_timestamp() - max(q.recorded_at)))::float8
            FROM game g JOIN quote_current q ON q.game = g.id
                JOIN market m ON m.id = q.market JOIN source s ON s.id = q.source
            WHERE g.date >= current_date - 1
            GROUP BY s.name, m.market ORDER BY s.name, m.market
            """
        )
        return tuple(cursor)

    def payloads(self) -> tuple[PayloadCount, ...]:
        cursor = self.connection.cursor(row_factory=args_row(PayloadCount))
        cursor.execute(
            """
            SELECT s.name, p.status / 100 || 'xx', count(*), count(p.problem)
            FROM payload p JOIN source s ON s.id = p.source
            WHERE p.date >= current_date - 7
            GROUP BY s.name, p.status / 100 ORDER BY s.name, p.status / 100
            """
        )
        return tuple(cursor)

    def not_taken(self) -> tuple[NotTaken, ...]:
        cursor = self.connection.cursor(row_factory=args_row(NotTaken))
        cursor.execute(
            """
            SELECT s.name, (SELECT count(*) FROM unmatched u WHERE u.source = s.id),
                (SELECT count(*) FROM quarantine q JOIN payload p ON p.id = q.payload
                    WHERE p.source = s.id)
            FROM source s ORDER BY s.name
            """
        )
        return tuple(cursor)

    def tables(self) -> tuple[TableFigures, ...]:
        cursor = self.connection.cursor(row_factory=args_row(TableFigures))
        cursor.execute(
            """
            SELECT relname, n_live_tup, n_dead_tup, n_tup_ins, pg_total_relation_size(relid)
            FROM pg_stat_user_tables WHERE schemaname = current_schema() ORDER BY relname
            """
        )
        return tuple(cursor)

    def runs(self) -> RunFigures:
        cursor = self.connection.cursor(row_factory=args_row(RunFigures))
        cursor.execute(
            """
            SELECT extract(epoch FROM last.finished_at - last.started_at)::float8,
                extract(epoch FROM clock_timestamp() - last.finished_at)::float8,
                (SELECT count(*) FROM run
                    WHERE finished_at IS NULL AND started_at > now() - interval '1 day'),
                (SELECT count(*) FROM payload WHERE NOT taken)
            FROM (VALUES (1)) one LEFT JOIN (
                SELECT started_at, finished_at FROM run WHERE finished_at IS NOT NULL
                ORDER BY finished_at DESC LIMIT 1
            ) last ON true
            """
        )
        row = cursor.fetchone()
        assert row is not None
        return row

    def traffic(self) -> tuple[Traffic, ...]:
        """Of each source, in the last finished run that was to ask it."""
        cursor = self.connection.cursor(row_factory=kwargs_row(Traffic))
        cursor.execute(
            """
            SELECT s.name AS source, l.requests, l.retries, l.waited, l.breaker, l.openings
            FROM source s CROSS JOIN LATERAL (
                SELECT * FROM run_source r WHERE r.source = s.id
                ORDER BY r.finished_at DESC LIMIT 1
            ) l ORDER BY s.name
            """
        )
        return tuple(cursor)


def state_seen(connection: Connection) -> str:
    """What transactions a statement sees now: two that see the same read the same rows.

    Whatever is written, by whomever and into whichever table, changes it.
    """
    row = connection.execute("SELECT pg_current_snapshot()::text").fetchone()
    assert row is not None
    return str(row[0])
