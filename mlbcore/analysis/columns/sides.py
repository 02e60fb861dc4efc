"""The two sides of a row's market, and a line as one of them has it, as expressions."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from mlbcore.models import Market, Side


def side_above() -> pl.Expr:
    """The side that wins above its number, by the column ``market``."""
    return _side({str(market): str(market.above) for market in Market})


def side_below() -> pl.Expr:
    return _side({str(market): str(market.above.other) for market in Market})


def turned_line(line: pl.Expr) -> pl.Expr:
    """As ``models.market.own_line``, by the column ``side``."""
    return pl.when(pl.col("side") == Side.AWAY).then(0 - line).otherwise(line)


def _side(sides: Mapping[str, str]) -> pl.Expr:
    return pl.col("market").replace_strict(sides, return_dtype=pl.Enum(Side))
