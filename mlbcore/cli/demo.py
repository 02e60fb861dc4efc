"""``demo``: the main job on a bundled day; only the transport is not the network."""

from __future__ import annotations

import click
from attrs import evolve

from mlbcore.cli.collect import exit_code, progress, sentence, unit_row
from mlbcore.cli.options import format_option
from mlbcore.cli.output import emit_document, say
from mlbcore.cli.session import database, load_plugins, read_settings
from mlbcore.cli.show import board_lines, board_rows, board_table, game_row, show_games
from mlbcore.collecting import Window
from mlbcore.demo import DATE, BundledDay
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.run import Run
from mlbcore.settings import DatabaseSettings, SourceSettings


@click.command("demo")
@format_option
@click.pass_context
def demo_command(ctx: click.Context, form: str) -> None:
    """Take a whole bundled day through the three plugins into the embedded server.

    The slate of 2025-07-02: three doubleheaders, and a suspended game resumed.
    """
    found = evolve(read_settings(), database=DatabaseSettings())
    plugins = load_plugins()
    window = Window(first=DATE, last=DATE)
    quick = evolve(found.scraping, requests_per_second=1000.0, loopback_only=False)
    fetcher = Fetcher(quick, lambda _: SourceSettings(), BundledDay())
    say(f"the slate of {DATE}, bundled, through {len(plugins.collectors)} collectors")
    with database(found) as opened, fetcher:
        ingest = Ingest(opened, plugins.collectors, plugins.mappers)
        with progress(window) as said:
            run = Run(opened, ingest, fetcher, plugins.collectors)
            result = run.collect(window, again=True, said=said)
        say(sentence(result))
        with opened.reading() as store:
            games = store.games.between(DATE, DATE)
        lines = board_lines(opened, DATE, None)
    if form == "table":
        show_games(games, form)
        click.echo()
        board_table(lines)
    else:
        emit_document(
            {
                "games": [game_row(game) for game in games],
                "units": [unit_row(unit) for unit in result.units],
                "unmatched": result.unmatched,
                "board": board_rows(lines),
            }
        )
    ctx.exit(exit_code(result.units))
