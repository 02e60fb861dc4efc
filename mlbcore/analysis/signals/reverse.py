"""Reverse line movement: the price moves away from the side the public is on.

Definition and numbers: 60 % of the tickets or more on a side (70 % strong) whose fair probability
has fallen by a point or more since the book opened. A price that did not move is never reverse:
that is a line freeze, told where 70 % of the tickets have not moved it by half a point.
"""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.columns.tape import MARKET, SERIES, bettable, sharp
from mlbcore.analysis.signals.findings import findings, first_of_each, side_of
from mlbcore.models import SignalType
from mlbcore.settings import ReverseRule


def reverse(timeline: pl.DataFrame, rule: ReverseRule) -> pl.DataFrame:
    """FINDINGS of reverse line movement: they speak for the side the public is not on."""
    seen = _against(timeline, rule).filter(pl.col("against") >= rule.moved)
    key = [*MARKET, "side", "at", "start"]
    together = seen.group_by(key, maintain_order=True).agg(
        pl.col("public").max(),
        pl.col("against").mean(),
        pl.col("bets").max(),
        books_for=pl.col("book").unique().sort(),
        sharp_books=pl.col("book").filter(sharp(pl.col("book"))).n_unique(),
        price_rows=_all("above_row", "below_row", "open_above_row", "open_below_row"),
        split_rows=_all("above_split", "below_split"),
    )
    first = first_of_each(together, pl.lit(rule.again), *MARKET, "side")
    return _told(first, rule)


def frozen_lines(timeline: pl.DataFrame, rule: ReverseRule) -> pl.DataFrame:
    """The series whose price has not moved for all the public's tickets: SERIES and ``frozen``.

    It is how many percent of them are on one side, as things stand last.
    """
    last = _against(timeline.unique(SERIES, keep="last", maintain_order=True), rule)
    still = last.filter(pl.col("public") >= rule.strong, pl.col("against").abs() < rule.still)
    return still.select(*SERIES, frozen="public")


def _against(timeline: pl.DataFrame, rule: ReverseRule) -> pl.DataFrame:
    """Where the public leans: its share of tickets, and how far the price went against it."""
    above = pl.col("tickets") > 50
    leaning = timeline.with_columns(
        public=pl.max_horizontal(pl.col("tickets"), 100 - pl.col("tickets")),
        against=pl.when(above).then(-pl.col("moved")).otherwise(pl.col("moved")),
        side=side_of(pl.when(above).then(-1).otherwise(1)),
    )
    counted = pl.col("bets").is_null() | (pl.col("bets") >= rule.bets)
    of_market = bettable(pl.col("book")) | (pl.col("book") == "consensus")
    return leaning.filter(pl.col("public") >= rule.tickets, counted, of_market)


def _all(*names: str) -> pl.Expr:
    return pl.concat_list(names).explode().unique().sort()


def _told(found: pl.DataFrame, rule: ReverseRule) -> pl.DataFrame:
    lean = ((pl.col("public") - rule.tickets) / (100 - rule.tickets)).clip(0, 1)
    far = (pl.col("against") / (5 * rule.moved)).clip(0, 1)
    strong = (pl.col("public") >= rule.strong).cast(pl.Float64)
    led = (pl.col("sharp_books") > 0).cast(pl.Float64)
    return findings(
        found.with_columns(books=pl.col("books_for").list.len()),
        SignalType.REVERSE_LINE_MOVEMENT,
        strength=(lean + far) / 2,
        confidence=0.5 + 0.1 * strong + 0.1 * far + 0.15 * led,
        features=("public", "against", "books", "bets"),
        lists={
            "books_for": pl.col("books_for"),
            "indicators_for": pl.lit(["reverse_line_movement"]),
            "price_rows": pl.col("price_rows"),
            "split_rows": pl.col("split_rows"),
        },
    )
