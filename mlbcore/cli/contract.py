"""``contract``: where a source changed the shape of what it sends."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import click

from mlbcore.cli.options import format_option, source_option, today, window_options
from mlbcore.cli.output import emit, say
from mlbcore.cli.session import database, read_settings
from mlbcore.collecting import Window
from mlbcore.convert import unstructure
from mlbcore.db.pool import Database
from mlbcore.pipeline.contract import Shape, changes, shape

COLUMNS = ("source", "collector", "path", "change", "before", "now", "share")
SAMPLE = 60
Shapes = dict[tuple[str, str], Shape]


@click.command("contract")
@source_option
@window_options
@format_option
def contract_command(
    sources: Sequence[str],
    window: Window | None,
    form: str,
) -> None:
    """Compare the JSON of the dates, by default today's, with that of the dates before.

    Of each collector the last 60 payloads of either span are read. A path that appeared, vanished
    or holds another kind of value is a row, with the share of objects that have it.
    """
    window = window or today()
    earlier = Window(first=dt.date.min, last=window.first - dt.timedelta(days=1))
    with database(read_settings()) as opened:
        now = _shapes(opened, window, sources)
        before = _shapes(opened, earlier, sources)
    rows: list[dict[str, Any]] = [
        {"source": key[0], "collector": key[1], **unstructure(change)}
        for key in sorted(now.keys() & before.keys())
        for change in changes(before[key], now[key])
    ]
    emit(rows, form, COLUMNS)
    for key in sorted(now):
        older = before[key].payloads if key in before else 0
        say(f"{'/'.join(key)}: {now[key].payloads} payloads compared with {older} before")


def _shapes(opened: Database, window: Window, sources: Sequence[str]) -> Shapes:
    """The shape of each collector's payloads, which are read one after another."""
    ids: dict[tuple[str, str], list[int]] = defaultdict(list)
    with opened.reading() as store:
        found = store.payloads.latest_between(window.first, window.last, sources, SAMPLE)
        for source, collector, id in found:
            ids[source, collector].append(id)
        return {key: shape(store.payloads.get(id).body for id in its) for key, its in ids.items()}
