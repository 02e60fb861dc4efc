"""``export``: a table or view as CSV, JSON lines or Parquet."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from mlbcore.cli.options import window_options
from mlbcore.cli.output import deliver, say
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
    try:
        with TemporaryDirectory(dir=None if str(file) == "-" else file.parent) as folder:
            _export(table, window, form, file, Path(folder))
    except BrokenPipeError:
        raise  # whoever read stdout has gone
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from error
    say(f"wrote {table} to {file}")


def _export(table: str, window: Window | None, form: str, file: Path, folder: Path) -> None:
    raw, made = folder / "rows", folder / "made"
    with database(read_settings()) as opened, opened.reading(replica=True) as store:
        tables = Exporting(store.connection)
        columns = tables.columns(table)
        tables.write(table, columns, window, raw)
    _write(frame_of(raw, columns), form, made)
    with made.open("rb") as whole:
        deliver(whole, file)


def _write(frame: pl.LazyFrame, form: str, to: Path) -> None:
    if form == "parquet":
        frame.sink_parquet(to)
    elif form == "jsonl":
        frame.sink_ndjson(to)
    else:
        frame.sink_csv(to, datetime_format=INSTANTS)
