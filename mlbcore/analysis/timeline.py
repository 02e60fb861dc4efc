"""The prices of each book beside what the public does: one row whenever either changed."""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.carrying import carried
from mlbcore.analysis.tape import MARKET, SERIES

PAIR = ("line", "no_vig", "above_row", "below_row")
SHARE = ("tickets", "money", "bets", "above_split", "below_split")


def timeline(pairs: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """What stood at each book of a market, and what the public was last known to do.

    The columns of SERIES, ``at`` and ``start``; those of PAIR as they stand and, with ``open_``, as
    the book opened; those of SHARE; ``moved``, the fair probability of the opening bet of home or
    over now less then, null where it cannot be told. There are rows only where both are known.
    """
    books = pairs.select(SERIES).unique()
    public = shares.select(*MARKET, "at", "start", *SHARE)
    told = books.join(public, on=MARKET, how="inner", nulls_equal=True)
    priced = pairs.select(*SERIES, "at", "start", *PAIR)
    both = pl.concat([priced, told], how="diagonal").sort(*SERIES, "at", nulls_last=False)
    held = both.with_columns(
        *[pl.col(name).forward_fill().over(SERIES) for name in (*PAIR, *SHARE)],
        *[
            pl.col(name)
            .filter(pl.col("no_vig").is_not_null())
            .first()
            .over(SERIES)
            .alias(f"open_{name}")
            for name in PAIR
        ],
    )
    known = held.filter(
        pl.col("no_vig").is_not_null() & pl.col("tickets").is_not_null(),
        pl.col("at").is_not_null(),
    )
    fair = carried(pl.col("no_vig"), pl.col("line"), pl.col("open_line"))
    return known.with_columns(moved=fair - pl.col("open_no_vig")).unique(
        [*SERIES, "at"], keep="last", maintain_order=True
    )
