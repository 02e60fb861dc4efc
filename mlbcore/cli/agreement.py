"""``agreement``: what the signals of each side say together."""

from __future__ import annotations

import datetime as dt

import click

from mlbcore.cli.options import as_of_option, format_option, today, window_options
from mlbcore.cli.output import emit
from mlbcore.cli.rows import GAME, games_of, named, rounded
from mlbcore.cli.session import database, settings_with
from mlbcore.collecting import Window

MEASURES = (
    "side",
    "signals",
    "contrary",
    "agreement",
    "direction",
    "score",
    "doubt",
    "confidence",
    "strength",
    "kinds",
    "books",
    "books_against",
    "book_agreement",
    "seconds",
    "actionable",
    "coordinated",
    "strong",
)


@click.command("agreement")
@window_options
@as_of_option
@format_option
def agreement_command(window: Window | None, as_of: dt.datetime | None, form: str) -> None:
    """How far the signals for and against each side agree, in games not yet begun."""
    from mlbcore.pipeline.analysing import AnalysisRules, agreements_of

    window, when = window or today(), as_of or dt.datetime.now(dt.UTC)
    found = settings_with("signals")
    rules = AnalysisRules(detectors=found.detectors)
    with database(found) as opened, opened.reading(replica=True) as store:
        games = games_of(store, window)
        told = agreements_of(store, list(games.values()), when, rules)
    rows = [
        named(games, row) | {name: rounded(row[name]) for name in MEASURES}
        for row in told.iter_rows(named=True)
    ]
    emit(rows, form, (*GAME, *MEASURES))
