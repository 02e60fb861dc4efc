"""The fair probability of the same bet after its line moved: what a moved number is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import accumulate

import polars as pl

from mlbcore.models import Market, Period
from mlbcore.odds.landing import HOME_MARGINS, TOTALS

# As many wins by home as by away, so that neither side of a run line is favoured by its name.
MARGINS = {n: (HOME_MARGINS[n] + HOME_MARGINS[-n]) / 2 for n in HOME_MARGINS}


def carried(no_vig: pl.Expr, line: pl.Expr, to: pl.Expr) -> pl.Expr:
    """The probability of the side above at line ``to``, given ``no_vig`` at ``line``.

    By how often games land on the numbers in between (mlbcore.odds.landing), as
    ``mlbcore.odds.clv`` does for one bet: win at the line is p (1 - push), then the mass between is
    added, then what pushes is taken out again. Null where the tables do not reach, as for a part of
    a game or one team's runs.
    """
    of_game = pl.col("period") == Period.GAME
    moved = (
        pl.when(of_game & (pl.col("market") == Market.TOTAL))
        .then(_carried(no_vig, line, to, TOTALS))
        .when(of_game & (pl.col("market") == Market.RUN_LINE))
        .then(_carried(no_vig, -line, -to, MARGINS))
    )
    return pl.when(line.eq_missing(to)).then(no_vig).otherwise(moved)


def _carried(no_vig: pl.Expr, bar: pl.Expr, to: pl.Expr, landing: Mapping[int, float]) -> pl.Expr:
    win, push = win_and_push(no_vig, bar, to, landing)
    fair = win / (1 - push)
    return pl.when(fair.is_between(0, 1, closed="none")).then(fair)


def win_and_push(
    no_vig: pl.Expr, bar: pl.Expr, to: pl.Expr, landing: Mapping[int, float]
) -> tuple[pl.Expr, pl.Expr]:
    """How likely the side above wins, and pushes, if its number is ``to``, given one at ``bar``."""
    up_to, on = _tables(landing)
    win = no_vig * (1 - _looked_up(bar, on)) + _looked_up(bar, up_to) - _looked_up(to, up_to)
    return win, _looked_up(to, on)


def _tables(landing: Mapping[int, float]) -> tuple[dict[float, float], dict[float, float]]:
    """By half run: the share of games that land on a number up to it, and on it."""
    numbers = range(min(landing), max(landing) + 1)
    shares = list(accumulate(landing[n] for n in numbers))
    below = {min(landing) - 0.5: 0.0}
    up_to = below | {n + half: s for n, s in zip(numbers, shares, strict=True) for half in (0, 0.5)}
    return up_to, {bar: landing[int(bar)] if math.floor(bar) == bar else 0.0 for bar in up_to}


def _looked_up(bar: pl.Expr, table: Mapping[float, float]) -> pl.Expr:
    return bar.replace_strict(
        list(table), list(table.values()), default=None, return_dtype=pl.Float64
    )
