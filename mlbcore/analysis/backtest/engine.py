"""Backtest: the bets a strategy would have made on past games, and what became of them."""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.backtest.last_word import closing_pairs, closing_values, with_close
from mlbcore.analysis.backtest.on_offer import takeable
from mlbcore.analysis.backtest.settling import settlement, unit_profit
from mlbcore.analysis.backtest.staking import bankroll_shares, stakes
from mlbcore.analysis.backtest.strategy import PICKED, PICKS, AnyStrategy, tape_at
from mlbcore.analysis.columns.tape import BOOK, MARKET, Tape, one_source
from mlbcore.errors import PluginError
from mlbcore.models import LineStatus, Market, Period
from mlbcore.odds import american_to_decimal

# In the order in which bets are settled: a game's own all at once.
ORDER = ("date", "start", "game", "market", "team", "side", "book", "line", "price")
SETTLEABLE = (Market.MONEYLINE, Market.RUN_LINE, Market.TOTAL, Market.TEAM_TOTAL)


def backtest(tape: Tape, strategy: AnyStrategy) -> pl.DataFrame:
    """The bets of a strategy on games that are over, by ORDER; one without a score is void.

    Columns: ORDER, ``period``, ``at`` (of the decision, null at the opener), ``fair``,
    ``strength``, ``decimal``, ``settlement``, ``stake``, ``returned`` (for each unit) and
    ``profit``, both in units; those of CLOSE and VALUE. What was staked nothing on is no bet.
    Raises PluginError for picks that are none of the tape the strategy was given.
    """
    bets = _picked(tape, strategy).sort(ORDER, nulls_last=False)
    decimal = pl.Series("decimal", american_to_decimal(bets["price"].to_numpy()))
    settled = bets.with_columns(decimal, settlement=settlement()).with_columns(
        returned=unit_profit(pl.col("settlement"), pl.col("decimal"))
    )
    closed = with_close(_staked(settled, strategy), closing_pairs(tape))
    return closed.with_columns(closing_values()).drop("row", "away_score", "home_score")


def _picked(tape: Tape, strategy: AnyStrategy) -> pl.DataFrame:
    """The picks of the first decision at which there are any of their market, with ``at``."""
    known = tape.games.select("game", "date", "start", "away_score", "home_score")
    told = []
    for turn, decision in enumerate(strategy.decisions):
        seen = tape_at(tape, decision)
        picks = checked(strategy.pick(seen, strategy.rule), seen.prices)
        told.append(picks.join(known, on="game").with_columns(at=decision.instant, turn=turn))
    turns = pl.concat(told)
    return turns.filter(pl.col("turn") == pl.col("turn").min().over(MARKET)).drop("turn")


def checked(picks: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """The picks as PICKS, each found again among the prices the strategy was given.

    Raises PluginError for another form, a price that did not stand there then or not any more, one
    nobody could take, one taken twice, or a probability or strength that cannot be.
    """
    told = _picks(picks)
    key = [*PICKED, "row"]
    gone = told.join(_standing(prices).select(key), on=key, how="anti", nulls_equal=True)
    if not gone.is_empty():
        raise PluginError(f"no such price could be taken then: {gone.row(0, named=True)}")
    _check_picks(told)
    return told


def _standing(prices: pl.DataFrame) -> pl.DataFrame:
    """What can be taken of the prices: all that say of a side what its book says of it last."""
    said = ("line", "price", "status")
    by_time = one_source(prices).sort("at", nulls_last=False, maintain_order=True)
    last = (pl.col(name).last().over(*BOOK, "side") for name in said)
    return by_time.filter(
        *(pl.col(name).eq_missing(value) for name, value in zip(said, last, strict=True)),
        pl.col("status") == LineStatus.ACTIVE,
        pl.col("period") == Period.GAME,
        pl.col("market").is_in(SETTLEABLE),
        takeable(pl.col("book")),
    )


def _picks(picks: pl.DataFrame) -> pl.DataFrame:
    """What else the strategy computed is left out."""
    missing = [name for name in PICKS if name not in picks.columns]
    if missing:
        raise PluginError(f"picks have not the columns {', '.join(missing)}")
    try:
        return picks.select(list(PICKS)).cast(PICKS)
    except pl.exceptions.PolarsError as error:
        raise PluginError(f"picks are not of the form PICKS: {error}") from error


def _check_picks(picks: pl.DataFrame) -> None:
    if picks["row"].is_duplicated().any():
        raise PluginError("one price is picked twice")
    fair = picks["fair"]
    if not (fair.is_null() | ((fair > 0) & (fair < 1))).all():
        raise PluginError("a fair probability is not between 0 and 1")
    if not picks["strength"].is_between(0, 1).all():
        raise PluginError("a strength is not from 0 to 1")


def _staked(settled: pl.DataFrame, strategy: AnyStrategy) -> pl.DataFrame:
    decimals, returns = settled["decimal"].to_numpy(), settled["returned"].to_numpy()
    held = bankroll_shares(strategy.staking, decimals, settled["fair"].cast(pl.Float64).to_numpy())
    days = settled["date"].rle_id().cast(pl.Int64).to_numpy()
    stake = pl.Series("stake", stakes(strategy.staking, held, returns, days))
    return settled.with_columns(stake, profit=stake * pl.col("returned")).filter(
        pl.col("stake") > 0
    )
