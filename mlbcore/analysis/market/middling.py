"""Middles across books: both sides at lines that overlap, so that both can win.

The outcomes of one such pair, number by number, are those of ``mlbcore.odds.middle``; here all that
are on offer are found at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl
from attrs import frozen

from mlbcore.analysis.columns.carrying import MARGINS, landed
from mlbcore.analysis.columns.tape import MARKET
from mlbcore.analysis.market.opposing import OFFER, opposed
from mlbcore.models import Market, Period
from mlbcore.odds.landing import TOTALS

LINES = (*MARKET, "line", "line_below")


@frozen(kw_only=True)
class MiddleRule:
    """``gap`` is in runs between the lines; ``cost`` the most that may be lost outside, a share.

    A cost further below 0 than ``most`` is an error of the data. ``fresh`` is how many seconds ago
    a source may have been asked last.
    """

    gap: float = 0.5
    cost: float = 0.05
    most: float = 0.10
    fresh: float = 300.0


def middles(offers: pl.DataFrame, rule: MiddleRule) -> pl.DataFrame:
    """The middles of two books, the best first, at each pair of lines its cheapest.

    The columns of MARKET, ``line`` (as home or over has it) and those of OFFER of the side above
    and, with ``_below``, of the other; ``gap`` in runs; each side's share of the stakes, which make
    both pay alike; of all staked ``cost``, what is lost outside the middle, and ``expected``, what
    to expect by how often games land on the numbers of the middle; ``both``, the share of games
    that both win. The last two are null beyond the landing tables, as for a part of a game.
    """
    low, high = _bar("line"), _bar("line_below")
    lined = offers.filter(pl.col("market").is_in([Market.RUN_LINE, Market.TOTAL]))
    found = opposed(lined, MARKET, rule.fresh).with_columns(gap=high - low, cost=-pl.col("roi"))
    wide = found.filter(
        pl.col("gap") >= rule.gap, pl.col("cost").is_between(-rule.most, rule.cost)
    ).sort(*LINES, "cost", "book", "book_below", nulls_last=False)
    cheapest = wide.unique(LINES, keep="first", maintain_order=True)
    return (
        cheapest.with_columns(both=_landing(_both), expected=_landing(_expected))
        .select(
            *LINES,
            "start",
            *OFFER,
            *(f"{name}_below" for name in OFFER),
            "gap",
            "share",
            "share_below",
            "cost",
            "both",
            "expected",
        )
        .sort("expected", *LINES, descending=[True, *[False] * len(LINES)], nulls_last=True)
    )


def _bar(line: str) -> pl.Expr:
    """The total, or the margin of the home side, on which a bet at the line comes back."""
    return pl.when(pl.col("market") == Market.RUN_LINE).then(-pl.col(line)).otherwise(line)


def _landing(share: Callable[[Mapping[int, float]], pl.Expr]) -> pl.Expr:
    of_game = pl.col("period") == Period.GAME
    totals = of_game & (pl.col("market") == Market.TOTAL)
    return pl.when(totals).then(share(TOTALS)).when(of_game).then(share(MARGINS))


def _both(landing: Mapping[int, float]) -> pl.Expr:
    up_to_low, _ = landed(_bar("line"), landing)
    up_to_high, on_high = landed(_bar("line_below"), landing)
    return up_to_high - on_high - up_to_low


def _expected(landing: Mapping[int, float]) -> pl.Expr:
    """A whole number at either end gives one stake back while the other side wins."""
    on_low, on_high = (landed(_bar(line), landing)[1] for line in ("line", "line_below"))
    pushed = on_low * pl.col("share") + on_high * pl.col("share_below")
    return pl.col("roi") + _both(landing) * (1 + pl.col("roi")) + pushed
