"""``report``: a date as one HTML page."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import click

from mlbcore.cli.options import IsoDate, as_of_option
from mlbcore.cli.output import deliver, say
from mlbcore.cli.session import database, read_settings


@click.command("report")
@click.option("--date", type=IsoDate(), required=True, help="The slate date (US Eastern).")
@as_of_option
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    default="-",
    help="The file to write; default: stdout.",
)
def report_command(date: dt.date, as_of: dt.datetime | None, file: Path) -> None:
    """One page of a date: games, prices, movement, splits, and signals with what they rest on.

    It needs nothing beside it: no script, and nothing is fetched.
    """
    from mlbcore.report.page import report

    found = read_settings()
    with database(found) as opened, opened.reading(replica=True) as store:
        page = report(store, date, as_of, found.detectors, signals=found.features.signals)
    deliver(BytesIO(page.encode()), file)
    say(f"wrote the slate of {date} to {file}")
