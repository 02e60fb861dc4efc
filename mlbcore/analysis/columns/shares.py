"""Shares: how the public's tickets and money divided over both sides, whenever either was told."""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.columns.abreast import abreast
from mlbcore.analysis.columns.tape import SERIES, Tape, one_source

ROUNDING = 1.0
SHOWN = ("tickets", "money", "bets", "row")


def public_shares(tape: Tape) -> pl.DataFrame:
    """The shares until the start of their game, by series in order of time.

    Columns: those of SERIES, ``at``, ``start``, ``tickets`` and ``money`` (of home or over, 0 to
    100), ``bets`` of the market where they are counted, ``above_split`` and ``below_split`` (rows
    of the tape). Nothing is told by a side without the other, by 0 and 0, which is how a source
    says that it has no data, nor by shares that do not add up to 100, as those of two moments.
    """
    timed = tape.splits.filter(pl.col("tickets").is_not_null(), pl.col("at").is_not_null())
    told = tape.before_start(timed)
    both = abreast(one_source(told), SHOWN)
    return both.filter(_whole("tickets"), _whole("money")).select(
        *SERIES,
        "at",
        "start",
        "tickets",
        "money",
        bets=pl.max_horizontal("bets", "bets_below"),
        above_split=pl.col("row"),
        below_split=pl.col("row_below"),
    )


def _whole(name: str) -> pl.Expr:
    return (pl.col(name) + pl.col(f"{name}_below") - 100).abs() <= ROUNDING
