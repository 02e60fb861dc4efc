"""``conflicts``: where a source tells another final score than MLB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from mlbcore.cli.options import format_option, source_option, today, window_options
from mlbcore.cli.output import emit, say
from mlbcore.cli.session import choose, database, load_plugins, read_settings
from mlbcore.collecting import Window
from mlbcore.pipeline.conflicts import FinalScore, compare_scores

COLUMNS = ("date", "game", "matchup", "source", "external_id", "score", "mlb", "payload")


@click.command("conflicts")
@source_option
@window_options
@format_option
def conflicts_command(sources: Sequence[str], window: Window | None, form: str) -> None:
    """Final scores of other sources that differ from MLB's; by default of today's games.

    MLB's score is the one that is kept. What the others said last is read from the archive, and
    `quarantine show` shows the bytes of a payload.
    """
    found, plugins, window = read_settings(), load_plugins(), window or today()
    collectors = choose(plugins, found, sources, files=True)
    names = sorted({collector.source for collector in collectors})
    with database(found) as opened:
        comparison = compare_scores(opened, collectors, window, names)
    emit([_row(one) for one in comparison.conflicts], form, COLUMNS)
    for problem in comparison.unread:
        say(problem)
    say(f"{comparison.compared} scores compared, {len(comparison.conflicts)} differ")


def _row(one: FinalScore) -> dict[str, Any]:
    return {
        "date": one.game.date.isoformat(),
        "game": one.game.id,
        "matchup": one.game.matchup,
        "source": one.source,
        "external_id": one.external_id,
        "score": "{}-{}".format(*one.score),
        "mlb": "{}-{}".format(*one.mlb),
        "payload": one.payload,
    }
