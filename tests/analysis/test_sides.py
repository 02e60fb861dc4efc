"""The sides of a market are the same as columns and one by one."""

from __future__ import annotations

import polars as pl
import pytest

from mlbcore.analysis.columns.sides import side_above, side_below, turned_line
from mlbcore.models import Market, Side
from mlbcore.models.market import own_line


def test_columns_have_the_sides_that_the_records_have() -> None:
    told = pl.DataFrame({"market": pl.Series(list(map(str, Market)), dtype=pl.Enum(Market))})
    rows = told.select("market", above=side_above(), below=side_below()).iter_rows()
    assert list(rows) == [(each, each.above, each.above.other) for each in Market]


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("line", [-1.5, 0.0, 8.5, None])
def test_columns_have_the_line_that_a_side_has_which_turned_twice_is_as_it_was(
    side: Side, line: float | None
) -> None:
    told = pl.DataFrame({"side": [str(side)], "line": pl.Series([line], dtype=pl.Float64)})
    (turned,) = told.select(turned_line(pl.col("line"))).to_series()
    assert str(turned) == str(own_line(side, line))
    assert str(own_line(side, own_line(side, line))) == str(line)
