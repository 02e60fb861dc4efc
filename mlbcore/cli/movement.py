"""``movement``: how far each book's markets went from where they opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import click

from mlbcore.cli.options import as_of_option, format_option, today, window_options
from mlbcore.cli.output import eastern, emit
from mlbcore.cli.rows import GAME, Games, games_of, named, rounded
from mlbcore.cli.session import database, settings_with
from mlbcore.collecting import Window
from mlbcore.models import Market, MovementMagnitude

COLUMNS = (
    *GAME,
    "book",
    "side",
    "opened_at",
    "open_line",
    "open_price",
    "open_no_vig",
    "at",
    "line",
    "price",
    "no_vig",
    "toward",
    "cents",
    "runs",
    "direction",
    "magnitude",
    "changes",
    "late_toward",
    "crossed",
    "frozen",
)


@click.command("movement")
@window_options
@as_of_option
@click.option("--market", type=click.Choice([str(market) for market in Market]))
@click.option(
    "--magnitude",
    type=click.Choice([str(magnitude) for magnitude in MovementMagnitude]),
    help="At least so far.",
)
@click.option(
    "--late", type=click.FloatRange(min=0), default=2.0, show_default=True, help="Hours of late."
)
@format_option
def movement_command(
    window: Window | None,
    as_of: dt.datetime | None,
    market: str | None,
    magnitude: str | None,
    late: float,
    form: str,
) -> None:
    """Opening, last and closing line of each book, and the move between, seen from home or over.

    The last price of a game that has begun is its close. ``toward`` is the change of the fair
    probability of the opening bet, in points of 0 to 1; ``late_toward`` its part of the late hours.
    ``frozen`` is the public's share of tickets where so many have not moved the price.
    """
    from mlbcore.pipeline.analysing import movement_of

    window, when = window or today(), as_of or dt.datetime.now(dt.UTC)
    found = settings_with("movement")
    with database(found) as opened, opened.reading(replica=True) as store:
        games = games_of(store, window)
        told = movement_of(
            store,
            list(games.values()),
            when,
            dt.timedelta(hours=late),
            found.detectors.reverse,
        )
    least = list(MovementMagnitude).index(MovementMagnitude(magnitude or "minor"))
    rows = [
        _row(games, row)
        for row in told.iter_rows(named=True)
        if (not market or row["market"] == market)
        and list(MovementMagnitude).index(MovementMagnitude(row["magnitude"])) >= least
    ]
    emit(rows, form, COLUMNS)


def _row(games: Games, row: Mapping[str, Any]) -> dict[str, Any]:
    return named(games, row) | {
        "book": row["book"],
        "source": row["source"],
        "side": Market(row["market"]).above,
        "opened_at": eastern(row["open_at"]),
        "open_line": row["open_line"],
        "open_price": row["open_above"],
        "open_no_vig": rounded(row["open_no_vig"]),
        "opens_market": row["opens_market"],
        "at": eastern(row["at"]),
        "line": row["line"],
        "price": row["above"],
        "no_vig": rounded(row["no_vig"]),
        "toward": rounded(row["toward"]),
        "cents": row["cents"],
        "runs": row["runs"],
        "direction": row["direction"],
        "magnitude": row["magnitude"],
        "changes": row["changes"],
        "late_toward": rounded(row["late_toward"]),
        "crossed": row["crossed"],
        "frozen": row["frozen"],
    }
