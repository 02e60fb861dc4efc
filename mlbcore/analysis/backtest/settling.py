"""What became of many bets at once, and what each unit brought: the columns of ``odds.settle``."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import polars as pl

from mlbcore.models import Side
from mlbcore.models.market import ABOVE
from mlbcore.odds import Settlement
from mlbcore.odds.settlement import LOST, WON

SETTLED = pl.Enum(Settlement)
QUARTER = 0.25


def settlement() -> pl.Expr:
    """By ``side``, ``team``, ``line`` and the scores: void where there are none."""
    line = pl.col("line").fill_null(0.0)
    margin = _margin(line)
    halves = (line * 2) != (line * 2).round()
    worse = pl.when(halves).then(margin - QUARTER).otherwise(margin).sign()
    better = pl.when(halves).then(margin + QUARTER).otherwise(margin).sign()
    told = (
        pl.when(margin.is_null())
        .then(pl.lit("void"))
        .when(worse + better == 2)
        .then(pl.lit("win"))
        .when(worse + better == 1)
        .then(pl.lit("half_win"))
        .when(worse + better == 0)
        .then(pl.lit("push"))
        .when(worse + better == -1)
        .then(pl.lit("half_loss"))
        .otherwise(pl.lit("loss"))
    )
    return told.cast(SETTLED)


def unit_profit(settlement: pl.Expr, decimal: pl.Expr) -> pl.Expr:
    """The profit for each unit staked, by what became of the bet and its decimal price."""
    return _part(settlement, WON) * (decimal - 1) - _part(settlement, LOST)


def _part(settlement: pl.Expr, parts: Mapping[Settlement, Fraction]) -> pl.Expr:
    told = {str(each): float(part) for each, part in parts.items()}
    return settlement.replace_strict(told, default=0.0, return_dtype=pl.Float64)


def _margin(line: pl.Expr) -> pl.Expr:
    """By how much a bet is won, in runs; below 0 it is lost."""
    away, home = pl.col("away_score"), pl.col("home_score")
    counted = (
        pl.when(pl.col("team") == Side.AWAY)
        .then(away)
        .when(pl.col("team") == Side.HOME)
        .then(home)
        .otherwise(away + home)
    )
    ahead = pl.when(pl.col("side") == Side.HOME).then(home - away).otherwise(away - home)
    over = pl.when(pl.col("side").is_in(ABOVE)).then(counted - line).otherwise(line - counted)
    return pl.when(pl.col("side").is_in([Side.HOME, Side.AWAY])).then(ahead + line).otherwise(over)
