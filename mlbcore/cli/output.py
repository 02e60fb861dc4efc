"""Rows on stdout, as a table for people or as JSON, JSON lines or CSV; the rest on stderr."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click

from mlbcore.models import EASTERN

Row = Mapping[str, Any]
WIDE = 1000


def emit(rows: Sequence[Row], form: str, columns: Sequence[str]) -> None:
    """Show rows; ``columns`` are those of a table and a CSV file, and their order."""
    if form == "json":
        emit_document(rows)
    elif form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row))
    elif form == "csv":
        _csv(rows, columns)
    else:
        emit_table(columns, ([row[column] for column in columns] for row in rows))


def emit_document(document: object) -> None:
    click.echo(json.dumps(document, indent=1))


def emit_table(columns: Iterable[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", box=None, header_style="bold")
    for column in columns:
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*(_shown(value) for value in row))
    # Never cut to the width of a terminal: half a price is a wrong price.
    # What a source wrote is no markup of ours.
    Console(file=sys.stdout, width=WIDE, markup=False, emoji=False).print(table)


def deliver(whole: BinaryIO, file: Path) -> None:
    """Copy to a file that appears when it is whole, or to stdout for ``-``.

    Raises a usage error where the file cannot be written.
    """
    if str(file) == "-":
        shutil.copyfileobj(whole, sys.stdout.buffer)
        return
    partial = file.with_name(f"{file.name}.partial")
    try:
        with partial.open("wb") as out:
            shutil.copyfileobj(whole, out)
        partial.replace(file)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from error


def say(message: str) -> None:
    """A line for people, on stderr."""
    click.echo(message, err=True)


def eastern(instant: dt.datetime | None) -> str | None:
    """An instant in US Eastern time, ISO 8601 with its offset."""
    return None if instant is None else instant.astimezone(EASTERN).isoformat()


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> None:
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: _text(row[column]) for column in columns})


def _shown(value: object) -> str:
    """A cell of a table: six digits are as much as anybody reads."""
    return f"{value:.6g}" if isinstance(value, float) else _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return " ".join(f"{key}:{_text(item)}" for key, item in value.items() if item)
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return str(value)
