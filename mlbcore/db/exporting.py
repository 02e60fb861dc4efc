"""Any table or view as a file that other programs read: CSV, JSON lines or Parquet.

The rows come as CSV into a file beside the one that is asked for, and polars makes the other forms
of it in pieces: memory does not grow with the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen
from psycopg import Connection, sql

from mlbcore.collecting import Window
from mlbcore.db.faults import translated
from mlbcore.errors import MissingError

if TYPE_CHECKING:
    import polars as pl

INSTANT = "timestamp with time zone"
WHOLE = ("smallint", "integer", "bigint")
REAL = ("real", "double precision", "numeric")


@frozen
class Column:
    """A column with its type in the server's words."""

    name: str
    type: str


class Exporting:
    """Reads tables and views whole on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def names(self) -> list[str]:
        """The tables and views there are."""
        rows = self.connection.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = current_schema() ORDER BY table_name"
        )
        return [name for (name,) in rows]

    def columns(self, table: str) -> list[Column]:
        """The columns in their order. Raises MissingError where there is no such table."""
        rows = self.connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %(table)s"
            " ORDER BY ordinal_position",
            {"table": table},
        ).fetchall()
        if not rows:
            raise MissingError(f"there is no table {table!r}: {', '.join(self.names())}")
        return [Column(*row) for row in rows]

    def write(self, table: str, columns: Sequence[Column], window: Window | None, to: Path) -> None:
        """Write the rows as CSV: instants as microseconds since 1970, lists as JSON.

        With a window only those of its dates, which a table without dates or games has not: it
        raises MissingError.
        """
        query = sql.SQL("COPY (SELECT {columns} FROM {table} {where}) TO STDOUT (FORMAT csv)")
        asked = query.format(
            columns=sql.SQL(", ").join(map(_written, columns)),
            table=sql.Identifier(table),
            where=_within(table, {column.name for column in columns}, window),
        )
        with (
            translated(),
            to.open("wb") as file,
            self.connection.cursor() as cursor,
            cursor.copy(asked) as copy,
        ):
            for block in copy:
                file.write(block)


def frame_of(file: Path, columns: Sequence[Column]) -> pl.LazyFrame:
    """The CSV of ``write`` as columns of their types, read when it is asked for."""
    import polars as pl

    kinds = {column.name: _kind(column) for column in columns}
    read = pl.scan_csv(file, schema=kinds, has_header=False)
    instants = [column.name for column in columns if column.type == INSTANT]
    return read.with_columns(
        pl.from_epoch(name, time_unit="us").dt.replace_time_zone("UTC") for name in instants
    )


def _kind(column: Column) -> pl.DataType:
    import polars as pl

    if column.type in WHOLE or column.type == INSTANT:
        return pl.Int64()
    if column.type in REAL:
        return pl.Float64()
    if column.type == "date":
        return pl.Date()
    return pl.Boolean() if column.type == "boolean" else pl.String()


def _written(column: Column) -> sql.Composed:
    """How a column is written; an opener's instant, at minus infinity, is none."""
    name = sql.Identifier(column.name)
    forms = {
        INSTANT: sql.SQL(
            "(extract(epoch FROM nullif(nullif({0}, '-infinity'), 'infinity')) * 1000000)::bigint"
        ),
        "boolean": sql.SQL("{0}::text"),
        "ARRAY": sql.SQL("to_json({0})"),
        "bytea": sql.SQL("encode({0}, 'base64')"),
    }
    return forms.get(column.type, sql.SQL("{0}")).format(name)


def _within(table: str, names: set[str], window: Window | None) -> sql.Composable:
    if window is None:
        return sql.SQL("")
    dates = {"first": sql.Literal(window.first), "last": sql.Literal(window.last)}
    if "date" in names:
        return sql.SQL("WHERE date BETWEEN {first} AND {last}").format(**dates)
    if "game" not in names:
        raise MissingError(f"{table} has neither dates nor games: export it whole")
    return sql.SQL(
        "WHERE game IN (SELECT id FROM game WHERE date BETWEEN {first} AND {last})"
    ).format(**dates)
