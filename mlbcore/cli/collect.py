"""``run`` and ``replay``: collect, and parse again what was collected."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import click
from attrs import evolve
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from mlbcore.cli.options import (
    EVERYTHING,
    format_option,
    source_option,
    today,
    window_options,
)
from mlbcore.cli.output import emit, emit_document, say
from mlbcore.cli.registry import unknown_books
from mlbcore.cli.session import choose, database, load_plugins, read_settings
from mlbcore.cli.stopping import stopping
from mlbcore.collecting import Collector, Window
from mlbcore.convert import unstructure
from mlbcore.db.pool import Database
from mlbcore.db.units import Key, Unit
from mlbcore.errors import ExitCode
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import RunResult
from mlbcore.pipeline.plan import Said
from mlbcore.pipeline.replay import replay
from mlbcore.pipeline.run import Run

COLUMNS = (
    "source",
    "collector",
    "date",
    "status",
    "payloads",
    "records",
    "new",
    "unchanged",
    "refused",
    "failed",
    "unmatched",
    "message",
)


@click.command("run")
@source_option
@window_options
@click.option("--again", is_flag=True, help="Fetch what is done, too.")
@click.option("--failed", is_flag=True, help="Only the units that did not succeed; by default all.")
@click.option("--detail", is_flag=True, help="Each game's own pages, too.")
@format_option
@click.pass_context
def run_command(
    ctx: click.Context,
    sources: Sequence[str],
    window: Window | None,
    again: bool,
    failed: bool,
    detail: bool,
    form: str,
) -> None:
    """Collect games, prices and splits; by default those of today.

    A unit (source, collector, date) of a finished slate that is done is skipped.
    """
    found = read_settings()
    window = evolve(window or (EVERYTHING if failed else today()), detail=detail)
    plugins = load_plugins(found)
    collectors = choose(plugins, found, sources)
    with (
        stopping() as stop,
        database(found) as opened,
        Fetcher(found.scraping, found.source) as fetcher,
    ):
        ingest = Ingest(opened, plugins.collectors, plugins.mappers)
        run = Run(opened, ingest, fetcher, collectors)
        only = failed_units(opened, window, collectors) if failed else None
        with progress(window, only) as said:
            result = run.collect(
                window,
                again=again,
                only=only,
                revalidate=found.features.revalidation,
                threads=found.pipeline.concurrency,
                said=said,
                stopped=stop,
            )
        show_result(result, form)
        if unknown := ingest.unknown_books():
            say(unknown_books(unknown))
        ctx.exit(stop.exit_code or exit_code(result.units))
    ctx.exit(stop.exit_code)


def failed_units(database: Database, window: Window, collectors: Iterable[Collector]) -> list[Key]:
    """The units of the window whose last outcome was no success."""
    sources = [collector.source for collector in collectors]
    units = database.read(
        lambda store: store.units.last(window.first, window.last, sources, failed=True)
    )
    return [(unit.source, unit.collector, unit.date) for unit in units]


@click.command("replay")
@source_option
@window_options
@format_option
@click.pass_context
def replay_command(
    ctx: click.Context,
    sources: Sequence[str],
    window: Window | None,
    form: str,
) -> None:
    """Parse the archive again, all of it by default; nothing is fetched."""
    found = read_settings()
    window = window or EVERYTHING
    plugins = load_plugins()
    collectors = choose(plugins, found, sources, files=True)
    with database(found) as opened:
        ingest = Ingest(opened, plugins.collectors, plugins.mappers)
        result = replay(opened, ingest, window, [c.source for c in collectors])
    show_result(result, form)
    ctx.exit(exit_code(result.units))


@contextmanager
def progress(window: Window, only: Sequence[Key] | None = None) -> Iterator[Said]:
    """Say what fails as it fails, with a bar of dates on stderr where that is a terminal."""
    dates = list(window) if only is None else sorted({date for _, _, date in only})
    place = {date: number for number, date in enumerate(dates)}
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr),
        transient=True,
        disable=not (is_terminal := sys.stderr.isatty()),
    )
    above = partial(bar.console.print, highlight=False, soft_wrap=True) if is_terminal else say
    with bar:
        task = bar.add_task("collecting", total=len(dates))

        def said(unit: Unit) -> None:
            bar.update(task, completed=place[unit.date], description=f"{unit.date} {unit.source}")
            if unit.failed:
                above(_failure(unit))

        yield said


def show_result(result: RunResult, form: str) -> None:
    """The units on stdout, and in a sentence on stderr what it comes to."""
    rows = [unit_row(unit) for unit in result.units]
    if form == "json":
        document = {"run_id": str(result.run_id), "units": rows, "unmatched": result.unmatched}
        emit_document(document)
    else:
        emit(rows, form, COLUMNS)
    say(sentence(result))
    if any(unit.failed and unit.payloads for unit in result.units):
        say("`mlbcore contract` tells whether a source changed its shape")


def unit_row(unit: Unit) -> dict[str, Any]:
    row: dict[str, Any] = unstructure(unit)
    return row


def sentence(result: RunResult) -> str:
    units = result.units
    skipped = sum(unit.status == "skipped" for unit in units)
    new, unchanged = sum(u.new for u in units), sum(u.unchanged for u in units)
    parts = [f"{len(units)} units" + (f", {skipped} of them done before" if skipped else "")]
    parts.append(f"{new} records new, {unchanged} unchanged" if new else "nothing new")
    parts += [
        f"{count} {what}"
        for count, what in (
            (sum(u.refused for u in units), "refused (see `mlbcore quarantine list`)"),
            (sum(u.failed for u in units), "failed"),
            (result.matched, "matched that had not been"),
            (result.unmatched, "unmatched in all (see `mlbcore unmatched`)"),
        )
        if count
    ]
    return "; ".join(parts)


def exit_code(units: Sequence[Unit]) -> ExitCode:
    """That all is well, that a part failed, or that no source answered at all."""
    asked = [unit for unit in units if unit.status != "skipped"]
    if not any(unit.failed for unit in asked):
        return ExitCode.DONE
    answered = any(unit.payloads for unit in asked)
    return ExitCode.PART_FAILED if answered else ExitCode.SOURCES_FAILED


def _failure(unit: Unit) -> str:
    return f"{unit.source}/{unit.collector} {unit.date} {unit.status}: {unit.message}"
