"""Sharp-book lead: a book that others follow shows another price than they do.

Definition: at the instant a sharp book moves, its fair probability differs from the median of at
least three other bettable books at the same line by two points or more, in the direction it moved.
It speaks for the side the sharp book likes better, until the others have followed.
"""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.columns.panel import panel
from mlbcore.analysis.columns.tape import MARKET, bettable, sharp
from mlbcore.analysis.signals.findings import findings, first_of_each, side_of
from mlbcore.models import SignalType
from mlbcore.settings import LeadRule

AT = (*MARKET, "when", "line")


def sharp_lead(pairs: pl.DataFrame, moves: pl.DataFrame, rule: LeadRule) -> pl.DataFrame:
    """FINDINGS of sharp books that lead, each at the instant of their move."""
    led = moves.filter(sharp(pl.col("book")), pl.col("at").is_not_null())
    instants = led.select(*MARKET, when="at").unique()
    shown = panel(pairs, instants).filter(bettable(pl.col("book")))
    others = (
        shown.filter(~sharp(pl.col("book")))
        .group_by(AT)
        .agg(
            others=pl.col("no_vig").median(),
            books=pl.len(),
            books_against=pl.col("book").sort(),
            other_rows=pl.concat_list("above_row", "below_row").explode().unique().sort(),
        )
    )
    seen = led.join(
        others, left_on=[*MARKET, "at", "line"], right_on=AT, how="inner", nulls_equal=True
    ).with_columns(gap=pl.col("no_vig") - pl.col("others"))
    onward = pl.col("gap") * pl.col("toward") > 0
    found = seen.filter(
        pl.col("gap").abs() >= rule.gap, pl.col("books") >= rule.books, onward
    ).with_columns(side=side_of(pl.col("gap")))
    return _told(first_of_each(found, pl.lit(rule.again), *MARKET, "book", "side"), rule)


def _told(found: pl.DataFrame, rule: LeadRule) -> pl.DataFrame:
    wide = (pl.col("gap").abs() / rule.wide).clip(0, 1)
    rows = ("above_row", "below_row", "before_above_row", "before_below_row")
    return findings(
        found,
        SignalType.BOOK_CONFLICT,
        strength=wide,
        confidence=0.6 + 0.2 * wide,
        features=("gap", "no_vig", "others", "toward", "books"),
        lists={
            "books_for": pl.concat_list("book"),
            "books_against": pl.col("books_against"),
            "indicators_for": pl.lit(["sharp_book_movement"]),
            "price_rows": pl.concat_list(*rows, "other_rows"),
        },
    )
