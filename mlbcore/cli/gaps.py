"""``gaps``: what the schedule has and the store lacks."""

from __future__ import annotations

from collections.abc import Sequence

import click

from mlbcore.cli.options import format_option, source_option, today, window_options
from mlbcore.cli.output import emit, say
from mlbcore.cli.session import choose, database, load_plugins, read_settings
from mlbcore.collecting import Window
from mlbcore.convert import unstructure

GAP_COLUMNS = ("date", "source", "game", "matchup", "missing", "reason")


@click.command("gaps")
@source_option
@window_options
@format_option
def gaps_command(
    sources: Sequence[str],
    window: Window | None,
    form: str,
) -> None:
    """What each source lacks of the games MLB lists; by default of today's.

    A date whose schedule was never collected is a gap, one on which MLB lists no game is none. A
    source is held to the markets and splits it gives of any game of the dates.
    """
    found = read_settings()
    window = window or today()
    names = sorted({c.source for c in choose(load_plugins(), found, sources)})
    with database(found) as opened:
        missing = opened.read(lambda store: store.games.gaps(window.first, window.last, names))
    emit([unstructure(gap) for gap in missing], form, GAP_COLUMNS)
    say(f"{len(missing)} gaps" if missing else "no gaps")
