"""What a strategy may choose from: the best price of every side that a tape ends with."""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.columns.pairs import implied_by, pairs
from mlbcore.analysis.columns.panel import BEGINNING, panel
from mlbcore.analysis.columns.sides import side_above, side_below, turned_line
from mlbcore.analysis.columns.tape import MARKET, Tape, bettable
from mlbcore.analysis.market.consensus import AT, at_main_line, of_books

# A line of the archive was a book's, of which only the name was not kept.
ARCHIVE = "sbr_archive"


def takeable(book: pl.Expr) -> pl.Expr:
    """Whether a price could be had: nobody can bet at a consensus."""
    return bettable(book) | (book == ARCHIVE)


def last_shown(pairs: pl.DataFrame) -> pl.DataFrame:
    """The panel of what each book shows at the end, as of the market's last change."""
    changed = pl.max_horizontal(pl.col("at").fill_null(BEGINNING), "until")
    ends = pairs.group_by(MARKET).agg(when=changed.max())
    return panel(pairs, ends)


def on_offer(tape: Tape, book: str | None = None) -> pl.DataFrame:
    """The best price of each side, at the line that most books show; of one book if it is named.

    The columns of PICKS, so that what is left of it when it is filtered is what a strategy picks:
    ``fair`` is the median of the books' no-vig probabilities of the side at that line, ``strength``
    null. Besides ``start``, and ``books``, how many. Of prices as good, that of the book first by
    name.
    """
    lined = at_main_line(of_books(last_shown(pairs(tape))))
    middle = lined.with_columns(middle=pl.col("no_vig").median().over(AT), books=pl.len().over(AT))
    sides = pl.concat([_side(middle, above=True), _side(middle, above=False)])
    chosen = takeable(pl.col("book")) if book is None else pl.col("book") == book
    best = sides.filter(chosen).sort(*MARKET, "side", implied_by(pl.col("price")), "book")
    return best.unique([*MARKET, "side"], keep="first", maintain_order=True)


def _side(panel: pl.DataFrame, *, above: bool) -> pl.DataFrame:
    seen = panel.with_columns(side=side_above() if above else side_below())
    return seen.select(
        *MARKET,
        "side",
        "book",
        line=turned_line(pl.col("line")),
        price=pl.col("above" if above else "below"),
        row=pl.col("above_row" if above else "below_row"),
        start="start",
        fair=pl.col("middle") if above else 1 - pl.col("middle"),
        strength=pl.lit(None, dtype=pl.Float64),
        books="books",
    )
