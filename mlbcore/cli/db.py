"""``db``: the care of the database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

from mlbcore.cli.consent import consent
from mlbcore.cli.options import format_option
from mlbcore.cli.output import eastern, emit, emit_document, emit_table, say
from mlbcore.cli.session import database, read_settings
from mlbcore.convert import unstructure
from mlbcore.db.opening import server
from mlbcore.db.retention import Retention
from mlbcore.db.statistics import Statistics, TableSize, statistics

PARTS = {
    "tables": (
        "name",
        "rows",
        "exact",
        "bytes",
        "heap",
        "indexes",
        "toast",
        "bytes_a_row",
        "dead_rows",
        "bloat",
        "vacuumed_at",
        "analyzed_at",
    ),
    "unused_indexes": ("name", "table", "bytes", "definition"),
    "missing_indexes": ("table", "columns", "reason"),
    "slow_queries": ("query", "calls", "seconds", "total_seconds", "running"),
}
COLUMNS = tuple(dict.fromkeys(("part", *(name for names in PARTS.values() for name in names))))
SIZES = {"bytes", "heap", "indexes", "toast", "bloat"}
QUERY_SHOWN = 100
PRUNED = ("what", "payloads", "bytes")
AGE = re.compile(r"(\d{1,5})([dw])")
DAYS = {"d": 1, "w": 7}
Parts = Mapping[str, Sequence[Mapping[str, Any]]]


class Age(click.ParamType[dt.timedelta]):
    name = "AGE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.timedelta:
        age = AGE.fullmatch(value)
        if age is None:
            self.fail(f"{value!r} is not an age like 365d or 52w", param, ctx)
        return dt.timedelta(days=int(age[1]) * DAYS[age[2]])


@click.group("db")
def db_group() -> None:
    """The care of the database."""


@db_group.command("stats")
@click.option(
    "--slow",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Queries that take so many seconds are slow.",
)
@format_option
def stats_command(slow: float, form: str) -> None:
    """Sizes, bloat, unused and missing indexes, and slow queries.

    In CSV and JSON lines each row says in ``part`` which of them it is.
    """
    with server(read_settings()) as dsn:
        read = statistics(dsn, slower_than=slow)
    parts = stats_parts(read)
    if form == "json":
        emit_document(_about(read) | parts | {"unknown": list(read.unknown)})
        return
    if form == "table":
        _show(read, parts)
    else:
        rows = [{"part": part} | row for part, found in parts.items() for row in found]
        empty = dict.fromkeys(COLUMNS) if form == "csv" else {}
        emit([empty | row for row in rows], form, COLUMNS)
    for line in read.unknown:
        say(f"not known: {line}")


@db_group.command("prune")
@click.option("--older-than", "age", type=Age(), required=True, help="Like 365d or 52w.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--yes", is_flag=True, help="Remove without asking.")
@format_option
def prune_command(age: dt.timedelta, dry_run: bool, yes: bool, form: str) -> None:
    """Make the archive of old payloads smaller.

    What goes are answers cut short, which no replay reads; other bodies are compressed harder.
    """
    found = read_settings()
    with database(found) as opened:
        retention = Retention(opened, dt.datetime.now(dt.UTC) - age)
        cut_short = retention.cut_short()
        if cut_short and not dry_run:
            consent(f"Remove {len(cut_short)} payloads that were cut short for good?", yes=yes)
            retention.remove(cut_short)
        packed = retention.pack(really=not dry_run)
        if not dry_run:
            retention.vacuum()
    freed = sum(payload.bytes for payload in cut_short)
    rows = [
        {"what": "cut short", "payloads": len(cut_short), "bytes": freed},
        {"what": "compressed harder", "payloads": packed.payloads, "bytes": packed.bytes},
    ]
    emit(rows, form, PRUNED)
    say("nothing was changed" if dry_run else "done: the bytes are free for what comes")


def stats_parts(read: Statistics) -> dict[str, list[dict[str, Any]]]:
    """The rows of each part."""
    return {
        "tables": [_table_row(table) for table in read.tables],
        "unused_indexes": [unstructure(index) for index in read.unused_indexes],
        "missing_indexes": [unstructure(index) for index in read.missing_indexes],
        "slow_queries": [unstructure(query) for query in read.slow_queries],
    }


def _about(read: Statistics) -> dict[str, Any]:
    return {
        "database": read.database,
        "server_version": read.server_version,
        "bytes": read.bytes,
        "since": eastern(read.since),
    }


def _table_row(table: TableSize) -> dict[str, Any]:
    told: dict[str, Any] = unstructure(table)
    return told | {
        "bytes": table.bytes,
        "bytes_a_row": table.bytes_a_row,
        "vacuumed_at": eastern(table.vacuumed_at),
        "analyzed_at": eastern(table.analyzed_at),
    }


def _show(read: Statistics, parts: Parts) -> None:
    """The parts as tables for people: sizes in units, estimates marked with a tilde."""
    since = f"counted since {eastern(read.since)}" if read.since else "counted since it was made"
    click.echo(
        f"{read.database}, PostgreSQL {read.server_version}: {_size(read.bytes)}; use is {since}"
    )
    for part, rows in parts.items():
        click.echo()
        columns = [name for name in PARTS[part] if name != "exact"]
        cells = [[_cell(row, name) for name in columns] for row in rows]
        emit_table(columns, cells, f"{part.replace('_', ' ')}{'' if rows else ': none'}")


def _cell(row: Mapping[str, Any], name: str) -> object:
    value = row[name]
    if value is None:
        return None
    if name in SIZES:
        return _size(value)
    if name == "rows":
        return f"{value:,}" if row["exact"] else f"~{value:,}"
    if name.endswith("_at"):
        return value[: len("2025-07-02T18:15")]
    if name == "query":
        return " ".join(value.split())[:QUERY_SHOWN]
    return f"{value:.1f}" if name == "bytes_a_row" else value


def _size(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"
