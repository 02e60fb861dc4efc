"""Pairs: what a book showed on both sides of a market, at every instant at which either changed."""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.columns.abreast import abreast
from mlbcore.analysis.columns.sides import turned_line
from mlbcore.analysis.columns.tape import BOOK, SERIES, Tape, one_source
from mlbcore.analysis.quality.price import HIGHEST, LOWEST
from mlbcore.models import LineStatus, Market

MAIN = (Market.MONEYLINE, Market.RUN_LINE, Market.TOTAL, Market.TEAM_TOTAL)
SHOWN = ("line", "price", "row", "open")


def pairs(tape: Tape) -> pl.DataFrame:
    """The pairs of the main markets until the start of their game, by series in order of time.

    Columns: those of SERIES, ``at``, ``start``, ``line`` (runs, as home or over has it), ``above``
    and ``below`` (American prices), ``above_row`` and ``below_row`` (of the tape), ``no_vig`` (the
    fair probability of home or over, 0 to 1, multiplicative), ``hold`` (the book's share of all
    money) and ``until`` (when the book said something else, through any source; null where it has
    not). There is no pair while the sides have different lines, one is not active, or their implied
    probabilities do not add up to 0.98 to 1.15.
    """
    shown = tape.before_start(tape.prices.filter(pl.col("market").is_in(MAIN)))
    by_time = one_source(shown).with_columns(
        line=turned_line(pl.col("line")),
        open=pl.col("status") == LineStatus.ACTIVE,
    )
    return _judged(abreast(by_time, SHOWN))


def _judged(together: pl.DataFrame) -> pl.DataFrame:
    above, below = implied_by(pl.col("price")), implied_by(pl.col("price_below"))
    booksum = above + below
    answer = pl.all_horizontal(
        pl.col("open") & pl.col("open_below"),
        pl.col("line").eq_missing(pl.col("line_below")),
        booksum.is_between(LOWEST, HIGHEST),
    )
    in_time = together.sort(*BOOK, "at", nulls_last=False)
    ended = in_time.with_columns(until=pl.col("at").shift(-1).over(BOOK))
    return (
        ended.filter(answer)
        .sort(*SERIES, "at", nulls_last=False)
        .select(
            *SERIES,
            "at",
            "start",
            "line",
            above=pl.col("price"),
            below=pl.col("price_below"),
            above_row=pl.col("row"),
            below_row=pl.col("row_below"),
            no_vig=above / booksum,
            hold=1 - 1 / booksum,
            until="until",
        )
    )


def stands(when: pl.Expr) -> pl.Expr:
    """Whether a pair with ``until`` that was shown by an instant stood then."""
    return (pl.col("until") > when).fill_null(value=True)


def implied_by(price: pl.Expr) -> pl.Expr:
    """The implied probability of an American price, 0 to 1."""
    size = price.abs()
    return pl.when(price < 0).then(size / (size + 100)).otherwise(100 / (size + 100))


def from_even(price: pl.Expr) -> pl.Expr:
    """An American price as its distance from even money in cents; higher pays the backer more."""
    return pl.when(price < 0).then(price + 100).otherwise(price - 100)
