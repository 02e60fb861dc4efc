"""``quarantine``: what was not taken and why, its bytes, and another try."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from mlbcore.cli.options import EVERYTHING, format_option, source_option, window_options
from mlbcore.cli.output import emit, say
from mlbcore.cli.session import choose, database, load_plugins, read_settings
from mlbcore.collecting import Window
from mlbcore.convert import unstructure
from mlbcore.db.pool import Database
from mlbcore.db.quarantine import Quarantined
from mlbcore.errors import ExitCode
from mlbcore.pipeline.ingest import Ingest

COLUMNS = ("payload", "source", "collector", "date", "external_id", "record", "reason", "url")


@click.group("quarantine")
def quarantine_group() -> None:
    """Records that were not taken, and payloads that could not be read."""


@quarantine_group.command("list")
@source_option
@window_options
@format_option
def quarantine_list(
    sources: Sequence[str],
    window: Window | None,
    form: str,
) -> None:
    """List them with the reason; a payload that could not be read has no record."""
    with database(read_settings()) as opened:
        found = _found(opened, sources, window)
    _show(found, form)


@quarantine_group.command("retry")
@source_option
@window_options
@format_option
@click.pass_context
def quarantine_retry(
    ctx: click.Context,
    sources: Sequence[str],
    window: Window | None,
    form: str,
) -> None:
    """Parse their payloads again, without the network; shows what is still not taken."""
    settings, plugins = read_settings(), load_plugins()
    choose(plugins, settings, sources)
    with database(settings) as opened:
        found = _found(opened, sources, window)
        ingest = Ingest(opened, plugins.collectors, plugins.mappers)
        outcome = ingest.take_again(dict.fromkeys(one.payload for one in found))
        outcome.follow(ingest.take_waiting())
        left = _found(opened, sources, window)
    _show(left, form)
    say(
        f"{outcome.payloads} payloads parsed again; {outcome.new} records new;"
        f" {len(found)} were not taken before, {len(left)} are not now"
    )
    ctx.exit(ExitCode.PART_FAILED if outcome.failed else ExitCode.DONE)


@quarantine_group.command("show")
@click.argument("payload", type=click.IntRange(min=1))
def quarantine_show(payload: int) -> None:
    """The bytes of an archived payload, as they came."""
    with database(read_settings()) as opened, opened.reading() as store:
        body = store.payloads.get(payload).body
    click.echo(body, nl=False)


def _found(
    opened: Database,
    sources: Sequence[str],
    window: Window | None,
) -> list[Quarantined]:
    dates = window or EVERYTHING
    with opened.reading() as store:
        return store.quarantine.between(dates.first, dates.last, sources)


def _show(found: Sequence[Quarantined], form: str) -> None:
    rows: list[dict[str, Any]] = [unstructure(one) for one in found]
    emit(rows, form, COLUMNS)
