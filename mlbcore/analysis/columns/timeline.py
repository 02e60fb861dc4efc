"""The prices of each book beside what the public does: one row whenever either changed."""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.columns.carrying import carried
from mlbcore.analysis.columns.pairs import stands
from mlbcore.analysis.columns.tape import MARKET, SERIES

PAIR = ("line", "no_vig", "above_row", "below_row")
SHARE = ("tickets", "money", "bets", "above_split", "below_split")


def timeline(pairs: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """What stood at each book of a market, and what the public was last known to do.

    The columns of SERIES, ``at`` and ``start``; those of PAIR as they stand and, with ``open_``, as
    the book opened; those of SHARE; ``moved``, the fair probability of the opening bet of home or
    over now less then, null where it cannot be told. There are rows only where both are known, and
    the pair stands. Of several books that tell shares the last counts, and of one instant the last
    by name.
    """
    books = pairs.select(SERIES).unique(maintain_order=True)
    public = shares.select(*MARKET, "at", "start", share=pl.struct(SHARE))
    told = books.join(public, on=MARKET, how="inner", nulls_equal=True, maintain_order="left_right")
    priced = pairs.select(*SERIES, "at", "start", pair=pl.struct(*PAIR, "until"))
    both = pl.concat([priced, told], how="diagonal").sort(
        *SERIES, "at", nulls_last=False, maintain_order=True
    )
    held = both.with_columns(
        pl.col("pair", "share").forward_fill().over(SERIES),
        opened=pl.col("pair").drop_nulls().first().over(SERIES),
    )
    known = held.filter(pl.all_horizontal(pl.col("pair", "share", "at").is_not_null()))
    spread = known.unnest("pair", "share").with_columns(
        pl.col("opened").struct.field(name).alias(f"open_{name}") for name in PAIR
    )
    fair = carried(pl.col("no_vig"), pl.col("line"), pl.col("open_line"))
    return (
        spread.filter(stands(pl.col("at")))
        .drop("opened", "until")
        .with_columns(moved=fair - pl.col("open_no_vig"))
        .unique([*SERIES, "at"], keep="last", maintain_order=True)
    )
