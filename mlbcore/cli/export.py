"""``export``: a table or view as CSV, JSON lines or Parquet."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from mlbcore.cli.options import window_options
from mlbcore.cli.output import say
from mlbcore.cli.session import database, read_settings
from mlbcore.collecting import Window
from mlbcore.db.exporting import Exporting, frame_of

if TYPE_CHECKING:
    import polars as pl

FORMS = ("csv", "jsonl", "parquet")
INSTANTS = "%Y-%m-%dT%H:%M:%S%.6f%:z"


@click.command("export")
@click.argument("table")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(FORMS), help="Default: by FILE's ending.")
@window_options
def export_command(table: str, file: Path, form: str | None, window: Window | None) -> None:
    """Write TABLE, or a view like price or public_money, to FILE; - is stdout.

    Instants are UTC. With dates only the rows of their games. FILE appears when it is whole.
    """
    form = form or file.suffix.removeprefix(".")
    if form not in FORMS:
        raise click.UsageError(f"{file} does not end in .csv, .jsonl or .parquet: give --format")
    with TemporaryDirectory() as folder:
        raw, made = Path(folder) / "rows", Path(folder) / "made"
        with database(read_settings()) as opened, opened.reading(replica=True) as store:
            tables = Exporting(store.connection)
            columns = tables.columns(table)
            tables.write(table, columns, window, raw)
        _write(frame_of(raw, columns), form, made)
        _deliver(made, file)
    say(f"wrote {table} to {file}")


def _write(frame: pl.LazyFrame, form: str, to: Path) -> None:
    if form == "parquet":
        frame.sink_parquet(to)
    elif form == "jsonl":
        frame.sink_ndjson(to)
    else:
        frame.sink_csv(to, datetime_format=INSTANTS)


def _deliver(made: Path, file: Path) -> None:
    if str(file) == "-":
        with made.open("rb") as whole:
            shutil.copyfileobj(whole, sys.stdout.buffer)
        return
    partial = file.with_name(f"{file.name}.partial")
    shutil.copyfile(made, partial)
    partial.replace(file)
