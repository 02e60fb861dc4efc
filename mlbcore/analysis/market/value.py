"""What an offer is worth, given what the market thinks of its side."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mlbcore.analysis.columns.carrying import carried
from mlbcore.analysis.signals.findings import PLACES


def valued(
    offers: pl.DataFrame, opinions: pl.DataFrame, reach: float, key: Sequence[str]
) -> pl.DataFrame:
    """Offers with their side's ``fair`` probability, 0 to 1, and ``expected`` value.

    ``opinions`` have one row a ``key`` with the market's ``opinion`` of home or over at ``of_line``
    beside any other columns. The expected value is the profit of a unit that does not come back by
    a push. Offers further from that line than ``reach`` runs, and those that no landing table can
    carry it to, are left out.
    """
    told = offers.join(opinions, on=key, nulls_equal=True)
    near = told.filter(((pl.col("line") - pl.col("of_line")).abs() <= reach).fill_null(value=True))
    above = carried(pl.col("opinion"), pl.col("of_line"), pl.col("line"))
    fair = pl.when("above").then(above).otherwise(1 - above)
    priced = near.with_columns(fair=fair.round(PLACES)).filter(pl.col("fair").is_not_null())
    return priced.with_columns(expected=pl.col("fair") / pl.col("probability") - 1)
