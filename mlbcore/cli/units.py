"""``units``: what became of each unit of work the last time it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from mlbcore.cli.options import EVERYTHING, format_option, source_option, window_options
from mlbcore.cli.output import eastern, emit
from mlbcore.cli.session import choose, database, load_plugins, read_settings
from mlbcore.collecting import Window
from mlbcore.convert import unstructure
from mlbcore.db.units import LastOutcome

UNIT_COLUMNS = (
    "source",
    "collector",
    "date",
    "status",
    "payloads",
    "records",
    "refused",
    "failed",
    "unmatched",
    "finished_at",
    "message",
)


@click.command("units")
@source_option
@window_options
@click.option("--failed", is_flag=True, help="Only those without success.")
@format_option
def units_command(
    sources: Sequence[str],
    window: Window | None,
    failed: bool,
    form: str,
) -> None:
    """The last outcome of each unit (source, collector, date), and when; by default of all."""
    found = read_settings()
    window = window or EVERYTHING
    names = [c.source for c in choose(load_plugins(), found, sources)]
    with database(found) as opened:
        units = opened.read(
            lambda store: store.units.last(window.first, window.last, names, failed=failed)
        )
    emit([_row(unit) for unit in units], form, UNIT_COLUMNS)


def _row(unit: LastOutcome) -> dict[str, Any]:
    row: dict[str, Any] = unstructure(unit)
    return row | {"finished_at": eastern(unit.finished_at)}
