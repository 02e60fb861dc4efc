"""Closing lines beside bets, and what each bet was worth against its own: ``odds.clv``, in columns.

The close of a bet is the pair that its own book showed at the first pitch; where that had none to
show, the median of what the books closed at, at the line most of them had. So has the ledger it, in
``ledger.closes``, which wants no price of the other side.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from mlbcore.analysis.backtest.on_offer import last_shown
from mlbcore.analysis.columns.carrying import win_and_push
from mlbcore.analysis.columns.pairs import from_even, implied_by, pairs
from mlbcore.analysis.columns.sides import turned_line
from mlbcore.analysis.columns.tape import BOOK, MARKET, Tape
from mlbcore.analysis.market.consensus import at_main_line, of_books
from mlbcore.models import Market, Period, Side
from mlbcore.models.market import ABOVE
from mlbcore.odds import probability_to_american
from mlbcore.odds.landing import HOME_MARGINS, TOTALS

MEDIAN = "consensus"
CLOSE = ("close_line", "close_price", "close_fair", "against")
VALUE = ("cents", "points", "ratio", "expected_value")


def closing_pairs(tape: Tape) -> pl.DataFrame:
    """The pair that each book showed at the start of its game, as a panel.

    Of a book that was never looked at after it opened nobody knows the close.
    """
    timed = tape.before_start(tape.prices.filter(pl.col("at").is_not_null()))
    looked_at = timed.select(BOOK).unique()
    return last_shown(pairs(tape)).join(looked_at, on=BOOK, how="semi", nulls_equal=True)


def with_close(bets: pl.DataFrame, closes: pl.DataFrame) -> pl.DataFrame:
    """Bets with the columns CLOSE, of their own side: null where nobody closed their market.

    ``close_line`` is in runs, ``close_fair`` the no-vig probability, ``against`` whose close it is.
    """
    shown = ("line", "above", "below", "no_vig")
    own = closes.select(*BOOK, *(pl.col(name).alias(f"own_{name}") for name in shown))
    agreed = _median(closes).select(*MARKET, *(pl.col(name).alias(f"all_{name}") for name in shown))
    joined = bets.join(own, on=BOOK, how="left", nulls_equal=True, maintain_order="left").join(
        agreed, on=MARKET, how="left", nulls_equal=True, maintain_order="left"
    )
    has_own = pl.col("own_no_vig").is_not_null()
    told = {name: pl.when(has_own).then(f"own_{name}").otherwise(f"all_{name}") for name in shown}
    above = pl.col("side").is_in(ABOVE)
    against = pl.when(has_own).then("book").when(told["no_vig"].is_not_null()).then(pl.lit(MEDIAN))
    return joined.select(
        *bets.columns,
        close_line=turned_line(told["line"]),
        close_price=pl.when(above).then(told["above"]).otherwise(told["below"]),
        close_fair=pl.when(above).then(told["no_vig"]).otherwise(1 - told["no_vig"]),
        against=against,
    )


def closing_values() -> list[pl.Expr]:
    """The columns VALUE of bets with CLOSE, as ``odds.clv`` has them; null without a close."""
    price, last = pl.col("price"), pl.col("close_price")
    ratio = implied_by(last) / implied_by(price) - 1
    return [
        (from_even(price) - from_even(last)).alias("cents"),
        (implied_by(last) - implied_by(price)).alias("points"),
        ratio.alias("ratio"),
        _expected_value().alias("expected_value"),
    ]


def stayed() -> pl.Expr:
    """Whether the line of a bet with CLOSE closed where it was."""
    return pl.col("line").eq_missing(pl.col("close_line"))


def _expected_value() -> pl.Expr:
    """By the close without vig; over a moved line by how often games land in between."""
    decimal, fair = 1 / implied_by(pl.col("price")), pl.col("close_fair")
    of_game = pl.col("period") == Period.GAME
    moved = (
        pl.when(of_game & (pl.col("market") == Market.TOTAL))
        .then(_moved(decimal, pl.col("close_line"), pl.col("line"), TOTALS))
        .when(of_game & (pl.col("market") == Market.RUN_LINE))
        .then(_moved(decimal, _margin_bar("close_line"), _margin_bar("line"), HOME_MARGINS))
    )
    return pl.when(stayed()).then(decimal * fair - 1).otherwise(moved)


def _margin_bar(line: str) -> pl.Expr:
    """The margin of the home side on which a bet of either side comes back."""
    return pl.when(pl.col("side") == Side.HOME).then(-pl.col(line)).otherwise(line)


def _moved(decimal: pl.Expr, bar: pl.Expr, to: pl.Expr, landing: Mapping[int, float]) -> pl.Expr:
    above = pl.col("side").is_in(ABOVE)
    seen = pl.when(above).then("close_fair").otherwise(1 - pl.col("close_fair"))
    win, push = win_and_push(seen, bar, to, landing)
    own = pl.when(above).then(win).otherwise(1 - win - push)
    possible = (win > 0) & (win + push < 1)
    return pl.when(possible).then(decimal * own + push - 1)


def _median(closes: pl.DataFrame) -> pl.DataFrame:
    """One row a market: median prices of both sides, and of the no-vig probabilities."""
    middle = (
        at_main_line(of_books(closes))
        .group_by(MARKET)
        .agg(
            pl.col("line").first(),
            pl.col("no_vig").median(),
            above=implied_by(pl.col("above")).median(),
            below=implied_by(pl.col("below")).median(),
        )
    )
    return middle.with_columns(_american(middle["above"]), _american(middle["below"]))


def _american(probabilities: pl.Series) -> pl.Series:
    quoted = np.asarray(probability_to_american(probabilities.to_numpy()))
    return pl.Series(probabilities.name, quoted, dtype=pl.Int64)
