"""``watch``: poll a slate until its last game starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import click
from attrs import evolve

from mlbcore.cli.duration import Duration
from mlbcore.cli.notify import delivery_line, tell_people
from mlbcore.cli.options import IsoDate, source_option, today
from mlbcore.cli.output import say
from mlbcore.cli.session import choose, database, load_plugins, read_settings
from mlbcore.cli.stopping import stopping
from mlbcore.collecting import Window
from mlbcore.errors import RetryError, UnknownOutcomeError
from mlbcore.models import EASTERN
from mlbcore.ops.destinations import destinations
from mlbcore.ops.notifying import Delivery
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import RunResult
from mlbcore.pipeline.run import Run
from mlbcore.pipeline.watch import Watch
from mlbcore.report.words import clock
from mlbcore.settings import Settings


@click.command("watch")
@source_option
@click.option("--date", type=IsoDate(), help="The slate date (US Eastern); default: today.")
@click.option("--every", type=Duration(), default="60s", show_default=True, help="The usual wait.")
@click.option("--detail", is_flag=True, help="Each game's own pages, too.")
@click.option("--notify", is_flag=True, help="After each poll send what `notify` would.")
@click.pass_context
def watch_command(
    ctx: click.Context,
    sources: Sequence[str],
    date: dt.date | None,
    every: float,
    detail: bool,
    notify: bool,
) -> None:
    """Poll a slate until its last game starts; one line a poll on stderr.

    Four times as seldom while the next start is over six hours away, twice as often within an hour
    of it, four times within fifteen minutes.
    """
    found = read_settings()
    told = destinations(found.notifications.urls) if notify else []
    dates = Window(first=date, last=date) if date else today()
    window = evolve(dates, detail=detail)
    plugins = load_plugins(found)
    collectors = choose(plugins, found, sources)
    asked = sorted({collector.source for collector in collectors})
    least = least_wait(found, asked)
    with (
        stopping() as stop,
        database(found) as opened,
        Fetcher(found.scraping, found.source) as fetcher,
    ):
        ingest = Ingest(opened, plugins.collectors, plugins.mappers)
        run = Run(opened, ingest, fetcher, collectors)
        watch = Watch(
            opened, window.first, dt.timedelta(seconds=every), least, _now, stop.wait, stop
        )
        poll = partial(
            run.collect,
            window,
            revalidate=found.features.revalidation,
            threads=found.pipeline.concurrency,
            stopped=stop,
        )
        tell = partial(tell_people, opened, found, told, dates, asked)

        def said(result: RunResult, due: dt.datetime | None) -> None:
            say(f"{clock(_now())}: {poll_line(result, due)}")
            for line in telling_lines(tell) if told else ():
                say(line)

        watch.follow(poll, said)
    ctx.exit(stop.exit_code)


def least_wait(found: Settings, sources: Sequence[str]) -> dt.timedelta:
    """How long the slowest source wants between two requests."""
    rates = [
        found.scraping.requests_per_second or found.source(source).requests_per_second
        for source in sources
    ]
    return dt.timedelta(seconds=1 / min(rates))


def telling_lines(tell: Callable[[], Iterable[Delivery]]) -> list[str]:
    """What came of telling people; what a database that went away kept back goes the next time."""
    try:
        return [delivery_line(one) for one in tell()]
    except (RetryError, UnknownOutcomeError) as error:
        return [f"telling was broken off: {error}"]


def poll_line(result: RunResult, due: dt.datetime | None) -> str:
    """What a poll came to, what failed in it, and when the next is due."""
    new = sum(unit.new for unit in result.units)
    unchanged = sum(unit.unchanged for unit in result.units)
    failures = [
        f"{unit.source}/{unit.collector} {unit.status}: {unit.message}"
        for unit in result.units
        if unit.failed
    ]
    said = [f"{new} new, {unchanged} unchanged", *failures]
    said.append(
        f"next at {due.astimezone(EASTERN):%H:%M:%S}" if due else "no game is still to start"
    )
    return "; ".join(said)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
