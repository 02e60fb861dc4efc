"""``market``: what the books of some dates think, hold, and get wrong."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from mlbcore.cli.options import as_of_option, format_option, today, window_options
from mlbcore.cli.output import eastern, emit
from mlbcore.cli.rows import GAME, Games, games_of, named, rounded
from mlbcore.cli.session import database, settings_with
from mlbcore.collecting import Window
from mlbcore.models.market import own_line
from mlbcore.settings import ConsensusRule

if TYPE_CHECKING:
    from mlbcore.db.store import Store

MARKET_COLUMNS = (
    *GAME,
    "line",
    "median",
    "sharp_mean",
    "lowest",
    "highest",
    "books",
    "agreement",
    "dispersion",
    "hold",
    "best_hold",
    "efficiency",
    "outliers",
    "stale",
)
HOLD_COLUMNS = ("market", "period", "book", "markets", "lowest", "hold", "highest")
OFF_MARKET_COLUMNS = (
    *GAME,
    "side",
    "line",
    "book",
    "price",
    "fair",
    "others",
    "expected",
    "since",
    "age",
)


@click.command("market")
@window_options
@as_of_option
@click.option("--holds", "view", flag_value="holds", help="The hold of each book instead.")
@click.option(
    "--off-market", "view", flag_value="off", help="Prices that the other books make good bets."
)
@format_option
def market_command(
    window: Window | None, as_of: dt.datetime | None, view: str | None, form: str
) -> None:
    """What the books of each market think of home or over, without vig, and who differs."""
    window, when = window or today(), as_of or dt.datetime.now(dt.UTC)
    found = settings_with("consensus")
    rule = found.detectors.consensus
    with database(found) as opened, opened.reading(replica=True) as store:
        games = games_of(store, window)
        if view == "holds":
            emit(_holds(store, games, when), form, HOLD_COLUMNS)
        elif view == "off":
            emit(_off_market(store, games, when, rule), form, OFF_MARKET_COLUMNS)
        else:
            emit(_opinions(store, games, when, rule), form, MARKET_COLUMNS)


def _opinions(
    store: Store, games: Games, when: dt.datetime, rule: ConsensusRule
) -> list[dict[str, Any]]:
    from mlbcore.analysis.market.consensus import consensus
    from mlbcore.pipeline.analysing import panel_of

    told = consensus(panel_of(store, list(games.values()), when), rule)
    names = MARKET_COLUMNS[len(GAME) :]
    return [
        named(games, row) | {name: rounded(row[name]) for name in names}
        for row in told.iter_rows(named=True)
    ]


def _holds(store: Store, games: Games, when: dt.datetime) -> list[dict[str, Any]]:
    from mlbcore.analysis.market.opposing import holds
    from mlbcore.pipeline.analysing import panel_of

    told = holds(panel_of(store, list(games.values()), when))
    return [
        {name: rounded(value) for name, value in row.items()} for row in told.iter_rows(named=True)
    ]


def _off_market(
    store: Store, games: Games, when: dt.datetime, rule: ConsensusRule
) -> list[dict[str, Any]]:
    from mlbcore.analysis.market.offmarket import OffMarketRule, off_market
    from mlbcore.pipeline.analysing import offers_of, panel_of

    listed = list(games.values())
    told = off_market(
        offers_of(store, listed, when),
        panel_of(store, listed, when),
        OffMarketRule(consensus=rule),
    )
    names = ("book", "price", "fair", "others", "expected", "age")
    return [
        named(games, row)
        | {"side": row["side"], "line": own_line(row["side"], row["line"])}
        | {name: rounded(row[name]) for name in names}
        | {"since": eastern(row["at"])}
        for row in told.iter_rows(named=True)
    ]
