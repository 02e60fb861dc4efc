"""``demo``: the main job on a bundled day; only the transport is not the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from attrs import evolve

from mlbcore.cli.collect import exit_code, progress, sentence, unit_row
from mlbcore.cli.options import format_option
from mlbcore.cli.output import emit_document, emit_table, say
from mlbcore.cli.session import database, load_plugins, read_settings
from mlbcore.cli.show import board_rows, board_table, game_row, show_games
from mlbcore.cli.signals import signal_row
from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.demo import DATE, BundledDay
from mlbcore.models import Game
from mlbcore.pipeline.boards import Lines, boards_of
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import RunResult
from mlbcore.pipeline.run import Run
from mlbcore.report.words import matchup
from mlbcore.settings import DatabaseSettings, Settings, SourceSettings

if TYPE_CHECKING:
    from mlbcore.pipeline.analysing import Found

STRONGEST = 10


@click.command("demo")
@format_option
@click.pass_context
def demo_command(ctx: click.Context, form: str) -> None:
    """Take a whole bundled day through the three plugins into the embedded server.

    The slate of 2025-07-02: three doubleheaders, and a suspended game resumed.
    """
    from mlbcore.pipeline.analysing import signals_of

    found = evolve(read_settings(), database=DatabaseSettings())
    with database(found) as opened:
        result = _take_in(opened, found)
        with opened.reading() as store:
            games = store.games.between(DATE, DATE)
            lines = boards_of(store, games, None)
            signals = signals_of(store, games, None, found.detectors)
    signals.sort(key=lambda told: told[0].rank)
    if form == "table":
        _show(games, lines, signals)
    else:
        of_game = {game.id: game for game in games}
        emit_document(
            {
                "games": [game_row(game) for game in games],
                "units": [unit_row(unit) for unit in result.units],
                "unmatched": result.unmatched,
                "board": board_rows(lines),
                "signals": [signal_row(of_game[its.game], its, rests) for its, rests in signals],
            }
        )
    ctx.exit(exit_code(result.units))


def _take_in(opened: Database, found: Settings) -> RunResult:
    plugins = load_plugins()
    window = Window(first=DATE, last=DATE)
    quick = evolve(found.scraping, requests_per_second=1000.0, loopback_only=False)
    say(f"the slate of {DATE}, bundled, through {len(plugins.collectors)} collectors")
    with (
        Fetcher(quick, lambda _: SourceSettings(), BundledDay()) as fetcher,
        progress(window) as said,
    ):
        ingest = Ingest(opened, plugins.collectors, plugins.mappers)
        run = Run(opened, ingest, fetcher, plugins.collectors)
        result = run.collect(window, again=True, said=said)
    say(sentence(result))
    return result


def _show(games: Sequence[Game], lines: Lines, signals: Found) -> None:
    show_games(games, "table")
    click.echo()
    board_table(lines)
    click.echo()
    names = {game.id: matchup(game) for game in games}
    emit_table(
        ("strongest signals", "market", "side", "type", "strength", "confidence"),
        [
            (names[s.game], s.market, s.side, s.type, f"{s.strength:.2f}", s.level)
            for s, _ in signals[:STRONGEST]
        ],
    )
