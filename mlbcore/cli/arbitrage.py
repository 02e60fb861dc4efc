"""``arbitrage``: what two books of some dates guarantee together, or win both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve

from mlbcore.cli.options import as_of_option, format_option, today, window_options
from mlbcore.cli.output import emit
from mlbcore.cli.rows import GAME, Games, games_of, named, rounded
from mlbcore.cli.session import database, settings_with
from mlbcore.collecting import Window
from mlbcore.models import Market
from mlbcore.models.market import own_line
from mlbcore.settings import ArbitrageRule

if TYPE_CHECKING:
    import polars as pl

ARBITRAGE_COLUMNS = (
    *GAME,
    "line",
    "side",
    "book",
    "price",
    "share",
    "other_side",
    "other_book",
    "other_price",
    "other_share",
    "roi",
)
MIDDLE_COLUMNS = (
    *GAME,
    "side",
    "line",
    "book",
    "price",
    "share",
    "other_side",
    "other_line",
    "other_book",
    "other_price",
    "other_share",
    "gap",
    "cost",
    "both",
    "expected",
)


@click.command("arbitrage")
@window_options
@as_of_option
@click.option(
    "--fresh",
    type=click.FloatRange(min=0),
    help="Seconds since a source was asked, at most; setting detectors.arbitrage.fresh, 300.",
)
@click.option("--middles", is_flag=True, help="Prices of two books that can both win instead.")
@format_option
def arbitrages_command(
    window: Window | None, as_of: dt.datetime | None, fresh: float | None, middles: bool, form: str
) -> None:
    """Prices of two books that together cannot lose, by return; share is that of the stakes."""
    from mlbcore.pipeline.analysing import offers_of

    window, when = window or today(), as_of or dt.datetime.now(dt.UTC)
    found = settings_with("arbitrage")
    rule = found.detectors.arbitrage
    if fresh is not None:
        rule = evolve(rule, fresh=fresh)
    with database(found) as opened, opened.reading(replica=True) as store:
        games = games_of(store, window)
        offers = offers_of(store, list(games.values()), when)
    if middles:
        emit(_middles(offers, games, rule.fresh), form, MIDDLE_COLUMNS)
    else:
        emit(_arbitrages(offers, games, rule), form, ARBITRAGE_COLUMNS)


def _arbitrages(offers: pl.DataFrame, games: Games, rule: ArbitrageRule) -> list[dict[str, Any]]:
    from mlbcore.analysis.market.opposing import arbitrages

    told = arbitrages(offers, rule)
    return [
        named(games, row) | {"line": row["line"], "roi": rounded(row["roi"])} | _two_sides(row)
        for row in told.iter_rows(named=True)
    ]


def _middles(offers: pl.DataFrame, games: Games, fresh: float) -> list[dict[str, Any]]:
    from mlbcore.analysis.market.middling import MiddleRule, middles

    told = middles(offers, MiddleRule(fresh=fresh))
    rows = []
    for row in told.iter_rows(named=True):
        sides = _two_sides(row)
        lines = {
            "line": row["line"],
            "other_line": own_line(sides["other_side"], row["line_below"]),
        }
        measures = {name: rounded(row[name]) for name in ("gap", "cost", "both", "expected")}
        rows.append(named(games, row) | sides | lines | measures)
    return rows


def _two_sides(row: Mapping[str, Any]) -> dict[str, Any]:
    """Both bets of a pair: home or over, and the other side."""
    above = Market(row["market"]).above
    return {
        "side": above,
        "book": row["book"],
        "price": row["price"],
        "share": round(row["share"], 4),
        "other_side": above.other,
        "other_book": row["book_below"],
        "other_price": row["price_below"],
        "other_share": round(row["share_below"], 4),
    }
