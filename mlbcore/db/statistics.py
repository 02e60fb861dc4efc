"""What the server knows of its tables, indexes and statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import psycopg
from attrs import evolve, frozen
from psycopg import sql
from psycopg.rows import args_row

from mlbcore.db.faults import translated

COUNTED_BYTES = 8 << 20  # rows of tables up to this size are counted, not estimated
MANY_SCANS, MANY_ROWS = 100, 10_000
MOST_QUERIES = 20


@frozen
class TableSize:
    """A table: bytes of its heap, indexes and TOAST, and how much of the heap is waste.

    ``rows`` is the server's estimate unless ``exact``, and None where it has none. ``bloat`` is an
    estimate too, of bytes of the heap that dead rows and free space take; None before the table
    was analysed. ``bytes_a_row`` counts all three.
    """

    name: str
    rows: int | None
    exact: bool
    heap: int
    indexes: int
    toast: int
    dead_rows: int
    bloat: int | None
    vacuumed_at: dt.datetime | None
    analyzed_at: dt.datetime | None

    @property
    def bytes(self) -> int:
        return self.heap + self.indexes + self.toast

    @property
    def bytes_a_row(self) -> float | None:
        return self.bytes / self.rows if self.rows else None


@frozen
class UnusedIndex:
    """An index that no query has used since the statistics began, and that keeps no rule."""

    name: str
    table: str
    bytes: int
    definition: str


@frozen
class MissingIndex:
    """Why an index is missed, and on which columns where that is known."""

    table: str
    columns: tuple[str, ...]
    reason: str


@frozen
class SlowQuery:
    """A statement: past ones by their mean, and those that still run by the time so far."""

    query: str
    calls: int
    seconds: float
    total_seconds: float
    running: bool


@frozen(kw_only=True)
class Statistics:
    """Everything at one instant. ``unknown`` says what could not be told, and why."""

    database: str
    server_version: str
    bytes: int
    since: dt.datetime | None
    tables: tuple[TableSize, ...]
    unused_indexes: tuple[UnusedIndex, ...]
    missing_indexes: tuple[MissingIndex, ...]
    slow_queries: tuple[SlowQuery, ...]
    unknown: tuple[str, ...]


def statistics(dsn: str, *, slower_than: float) -> Statistics:
    """The statistics of a database; slow queries are those that take so many seconds."""
    with translated(), psycopg.connect(dsn, autocommit=True) as connection:
        return Examination(connection).all(slower_than)


class Examination:
    """Reads the statistics on one connection."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def all(self, slower_than: float) -> Statistics:
        tables = self.tables()
        row = self.connection.execute(
            """
            SELECT datname, current_setting('server_version'), pg_database_size(datname),
                stats_reset
            FROM pg_stat_database WHERE datname = current_database()
            """
        ).fetchone()
        assert row is not None
        database, version, size, since = row
        return Statistics(
            database=database,
            server_version=version,
            bytes=size,
            since=since,
            tables=tuple(tables),
            unused_indexes=tuple(self.unused_indexes()),
            missing_indexes=(*self.unindexed_references(), *self.scanned_tables()),
            slow_queries=(*self.past_queries(slower_than), *self.running_queries(slower_than)),
            unknown=(*self.unseen_statements(), *_unseen_tables(tables)),
        )

    def tables(self) -> list[TableSize]:
        """Every table, the largest first.

        The bloat is what the heap has over the pages that its rows would fill, at the mean width
        of their columns as ANALYZE saw them.
        """
        cursor = self.connection.cursor(row_factory=args_row(TableSize))
        cursor.execute(
            """
            WITH row_width AS (
                SELECT schemaname, tablename, count(*) AS columns,
                    sum((1 - null_frac) * avg_width) AS width, bool_or(null_frac > 0) AS has_null
                FROM pg_stats GROUP BY schemaname, tablename
            )
            SELECT c.oid::regclass::text, nullif(c.reltuples, -1)::bigint, false,
                pg_relation_size(c.oid), pg_indexes_size(c.oid),
                pg_total_relation_size(c.oid) - pg_relation_size(c.oid) - pg_indexes_size(c.oid),
                s.n_dead_tup,
                greatest(0, c.relpages - ceil(c.reltuples
                    * (28 + 8 * ceil((w.width + CASE WHEN w.has_null THEN w.columns / 8.0 ELSE 0
                        END) / 8))
                    / (page.size - 24)))::bigint * page.size,
                greatest(s.last_vacuum, s.last_autovacuum),
                greatest(s.last_analyze, s.last_autoanalyze)
            FROM pg_stat_user_tables s
            JOIN pg_class c ON c.oid = s.relid
            CROSS JOIN (SELECT current_setting('block_size')::bigint) AS page (size)
            LEFT JOIN row_width w ON (w.schemaname, w.tablename) = (s.schemaname, s.relname)
            ORDER BY pg_total_relation_size(c.oid) DESC, c.oid::regclass::text
            """
        )
        return [self._counted(table) for table in cursor]

    def unused_indexes(self) -> list[UnusedIndex]:
        """Indexes never scanned, but for those that keep rows unique, the largest first."""
        cursor = self.connection.cursor(row_factory=args_row(UnusedIndex))
        cursor.execute(
            """
            SELECT s.indexrelid::regclass::text, s.relid::regclass::text,
                pg_relation_size(s.indexrelid), pg_get_indexdef(s.indexrelid)
            FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
            WHERE s.idx_scan = 0 AND i.indisvalid AND NOT i.indisunique AND NOT i.indisexclusion
            ORDER BY pg_relation_size(s.indexrelid) DESC, s.indexrelid::regclass::text
            """
        )
        return cursor.fetchall()

    def unindexed_references(self) -> list[MissingIndex]:
        """Foreign keys without an index that begins with their columns, in whatever order."""
        rows = self.connection.execute(
            """
            SELECT f.conrelid::regclass::text, f.confrelid::regclass::text,
                ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY k (number, n)
                    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number
                    ORDER BY k.n)
            FROM pg_constraint f
            WHERE f.contype = 'f' AND NOT EXISTS (
                SELECT FROM pg_index i
                WHERE i.indrelid = f.conrelid AND i.indisvalid AND i.indpred IS NULL
                    AND (string_to_array(i.indkey::text, ' ')::smallint[])
                        [1:cardinality(f.conkey)] @> f.conkey)
            ORDER BY pg_relation_size(f.conrelid) DESC, f.conrelid::regclass::text, f.conkey
            """
        )
        return [
            MissingIndex(table, tuple(columns), f"a row deleted from {other} reads all of {table}")
            for table, other, columns in rows
        ]

    def scanned_tables(self) -> list[MissingIndex]:
        """Tables that are read whole, often and mostly, though they are not small."""
        rows = self.connection.execute(
            """
            SELECT relid::regclass::text, seq_scan, seq_tup_read / seq_scan, coalesce(idx_scan, 0)
            FROM pg_stat_user_tables
            WHERE seq_scan >= %(scans)s AND seq_tup_read >= seq_scan * %(rows)s
                AND seq_scan > coalesce(idx_scan, 0)
            ORDER BY seq_tup_read DESC
            """,
            {"scans": MANY_SCANS, "rows": MANY_ROWS},
        )
        return [
            MissingIndex(
                table, (), f"{scans:,} scans of {read:,} rows each, {by_index:,} by an index"
            )
            for table, scans, read, by_index in rows
        ]

    def past_queries(self, slower_than: float) -> list[SlowQuery]:
        """Statements whose mean time was longer, those that took most in all first."""
        row = self._statements()
        if not row or not row[1]:
            return []
        cursor = self.connection.cursor(row_factory=args_row(SlowQuery))
        cursor.execute(
            sql.SQL(
                """
                SELECT query, sum(calls)::bigint, sum(total_exec_time) / sum(calls) / 1000,
                    sum(total_exec_time) / 1000, false
                FROM {} WHERE dbid = (SELECT oid FROM pg_database
                    WHERE datname = current_database())
                GROUP BY query HAVING sum(total_exec_time) / sum(calls) >= %(milliseconds)s
                ORDER BY sum(total_exec_time) DESC LIMIT %(most)s
                """
            ).format(sql.Identifier(row[0], "pg_stat_statements")),
            {"milliseconds": slower_than * 1000, "most": MOST_QUERIES},
        )
        return cursor.fetchall()

    def running_queries(self, slower_than: float) -> list[SlowQuery]:
        """Statements that have run for longer and still do, the oldest first."""
        cursor = self.connection.cursor(row_factory=args_row(SlowQuery))
        cursor.execute(
            """
            SELECT query, 1, so_far, so_far, true
            FROM pg_stat_activity CROSS JOIN LATERAL (
                SELECT extract(epoch FROM clock_timestamp() - query_start)::float8
            ) AS running (so_far)
            WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()
                AND backend_type = 'client backend' AND so_far >= %(seconds)s
            ORDER BY so_far DESC LIMIT %(most)s
            """,
            {"seconds": slower_than, "most": MOST_QUERIES},
        )
        return cursor.fetchall()

    def unseen_statements(self) -> list[str]:
        """Why statements are missing from the slow ones."""
        told = []
        row = self._statements()
        if row is None:
            told.append("slow queries of the past: pg_stat_statements is not installed here")
        elif not row[1]:
            told.append("slow queries of the past: pg_stat_statements is installed, not loaded")
        may = self.connection.execute("SELECT pg_has_role('pg_read_all_stats', 'usage')").fetchone()
        if may != (True,):
            told.append("slow queries of other roles: this one is no member of pg_read_all_stats")
        return told

    def _statements(self) -> tuple[str, bool] | None:
        """The schema of pg_stat_statements, and whether the server has loaded it."""
        row: tuple[str, bool] | None = self.connection.execute(
            """
            SELECT n.nspname,
                EXISTS (SELECT FROM pg_settings WHERE name = 'pg_stat_statements.max')
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname = 'pg_stat_statements'
            """
        ).fetchone()
        return row

    def _counted(self, table: TableSize) -> TableSize:
        """The table with its rows counted, where that is cheap."""
        if table.heap > COUNTED_BYTES:
            return table
        # The name comes from the server's own catalogue, quoted there.
        count = f"SELECT count(*) FROM {table.name}"  # noqa: S608
        row = self.connection.execute(count.encode()).fetchone()
        assert row is not None
        return evolve(table, rows=row[0], exact=True)


def _unseen_tables(tables: Sequence[TableSize]) -> list[str]:
    names = [table.name for table in tables if table.bloat is None and table.rows]
    return [f"bloat of {', '.join(names)}: never analysed (VACUUM ANALYZE)"] if names else []
