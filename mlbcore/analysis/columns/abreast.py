"""The two sides of one market in one row, as they stood at every instant at which either changed.

A row is seen from home or over, the sides that win above their number; the other side is below.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mlbcore.analysis.columns.tape import SERIES
from mlbcore.models.market import ABOVE, BELOW

KEY = (*SERIES, "at", "start")


def abreast(statements: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """One row a change of a series: the columns of the side above, and of that below as ``_below``.

    Of several statements of one instant the last counts; what one side said stands until it says
    something else, and what says the same again is no change: ``row`` is that of who said it first.
    ``names`` of a side that has said nothing yet are null.
    """
    above, below = (
        _said(statements.filter(pl.col("side").is_in(sides)), names, suffix)
        for sides, suffix in ((ABOVE, ""), (BELOW, "_below"))
    )
    both = above.join(below, on=KEY, how="full", coalesce=True, nulls_equal=True)
    stood = both.sort(*SERIES, "at", nulls_last=False).with_columns(
        pl.col("said", "said_below").forward_fill().over(SERIES)
    )
    return stood.unnest("said", "said_below")


def _said(side: pl.DataFrame, names: Sequence[str], suffix: str) -> pl.DataFrame:
    """What one side said when it said something else, as one: a null that is said is no gap."""
    last = side.group_by(KEY, maintain_order=True).agg(pl.col(name).last() for name in names)
    told = [pl.col(name) for name in names if name != "row"]
    changed = [value.ne_missing(value.shift().over(SERIES)) for value in told]
    said = pl.struct(pl.col(name).alias(f"{name}{suffix}") for name in names)
    return last.filter(pl.any_horizontal(changed)).select(*KEY, said.alias(f"said{suffix}"))
