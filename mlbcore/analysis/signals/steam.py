"""Steam: several books move one way within minutes.

Definition and numbers: at least three distinct bettable books, each by 10 cents, half a run or two
points of fair probability within fifteen minutes, and none as much the other way. A sharp book
among them raises the confidence.
"""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.columns.moves import STATE, measured
from mlbcore.analysis.columns.tape import MARKET, SERIES, bettable, sharp
from mlbcore.analysis.signals.findings import findings, first_of_each, side_of
from mlbcore.models import PriceDirection, SignalType
from mlbcore.settings import SteamRule

# As steam is at its strongest: this many times the books, and points of probability.
MOST_BOOKS = 2.0
MOST_TOWARD = 0.05


def steam(pairs: pl.DataFrame, rule: SteamRule) -> pl.DataFrame:
    """FINDINGS of steam, each at the first instant at which it is there."""
    movers = _movers(pairs, rule)
    up = pl.col("direction") == PriceDirection.UP
    together = (
        movers.sort("at")
        .rolling("at", period=rule.window, closed="right", group_by=MARKET)
        .agg(
            pl.col("start").last(),
            books_for=pl.col("book").unique().sort(),
            ways=up.n_unique(),
            toward=pl.col("toward").mean(),
            way=pl.when(up.last()).then(1).otherwise(-1),
            sharp_books=pl.col("book").filter(sharp(pl.col("book"))).n_unique(),
            rows=pl.concat_list("above_row", "below_row", "then_above_row", "then_below_row")
            .explode()
            .unique(),
        )
    )
    found = together.with_columns(
        books=pl.col("books_for").list.len(), side=side_of(pl.col("way"))
    ).filter(pl.col("books") >= rule.books, pl.col("ways") == 1)
    return _told(first_of_each(found, pl.lit(rule.window), *MARKET, "side"), rule)


def _movers(pairs: pl.DataFrame, rule: SteamRule) -> pl.DataFrame:
    """The pairs of bettable books that differ enough from what stood a window before."""
    timed = (
        pairs.filter(pl.col("at").is_not_null(), bettable(pl.col("book")))
        .with_columns(series=pl.struct(SERIES).rle_id())
        .sort("at", maintain_order=True)
    )
    then = timed.select("series", then_at="at", **{f"then_{name}": pl.col(name) for name in STATE})
    both = timed.with_columns(since=pl.col("at") - rule.window).join_asof(
        then, left_on="since", right_on="then_at", by="series", check_sortedness=False
    )
    enough = (
        (pl.col("toward").abs() >= rule.toward)
        | (pl.col("cents").abs() >= rule.cents)
        | (pl.col("runs").abs() >= rule.runs)
    )
    known = both.filter(pl.col("then_at").is_not_null())
    return measured(known, "then_").filter(enough, pl.col("direction") != PriceDirection.UNCHANGED)


def _told(found: pl.DataFrame, rule: SteamRule) -> pl.DataFrame:
    many = (pl.col("books") / (MOST_BOOKS * rule.books)).clip(0, 1)
    far = (pl.col("toward").abs() / MOST_TOWARD).clip(0, 1).fill_null(0.0)
    led = (pl.col("sharp_books") > 0).cast(pl.Float64)
    return findings(
        found,
        SignalType.STEAM_MOVE,
        strength=(many + far) / 2,
        confidence=0.5 + 0.2 * led + 0.2 * many,
        features=("books", "sharp_books", "toward"),
        lists={
            "books_for": pl.col("books_for"),
            "indicators_for": pl.when(pl.col("sharp_books") > 0)
            .then(pl.lit(["steam_move", "sharp_book_movement"]))
            .otherwise(pl.lit(["steam_move"])),
            "price_rows": pl.col("rows"),
        },
    )
