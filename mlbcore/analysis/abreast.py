"""The two sides of one market in one row, as they stood at every instant at which either changed.

A row is seen from home or over, the sides that win above their number; the other side is below.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mlbcore.analysis.tape import SERIES
from mlbcore.models import Side

ABOVE = (Side.HOME, Side.OVER)
BELOW = (Side.AWAY, Side.UNDER)


def abreast(statements: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """One row a change of a series: the columns of the side above, and of that below as ``_below``.

    Of several statements of one instant the last counts; what one side said stands until it says
    something else, and what says the same again is no change: ``row`` is that of who said it first.
    ``names`` of a side that has said nothing yet are null.
    """
    key = [*SERIES, "at", "start"]
    last = [pl.col(name).last() for name in names]
    above, below = (
        statements.filter(pl.col("side").is_in(sides)).group_by(key, maintain_order=True).agg(last)
        for sides in (ABOVE, BELOW)
    )
    joined = above.join(below, on=key, how="full", coalesce=True, nulls_equal=True, suffix="_below")
    held = [name for name in joined.columns if name not in key]
    stood = joined.sort(*SERIES, "at", nulls_last=False).with_columns(
        pl.col(held).forward_fill().over(SERIES)
    )
    said = [name for name in held if not name.startswith("row")]
    changed = [pl.col(name).ne_missing(pl.col(name).shift().over(SERIES)) for name in said]
    return stood.filter(pl.any_horizontal(changed))
