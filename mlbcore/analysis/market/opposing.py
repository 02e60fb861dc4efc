"""A market at an instant: the best price of each side, and what two books together guarantee."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mlbcore.analysis.columns.tape import MARKET, bettable
from mlbcore.settings import ArbitrageRule

RUNG = (*MARKET, "line")
OFFER = ("book", "price", "probability", "at", "age", "row")
FAIR = 1 - 1e-12


def arbitrages(offers: pl.DataFrame, rule: ArbitrageRule) -> pl.DataFrame:
    """Both sides of one line at two books that cannot lose together, the best first.

    The columns of MARKET, ``line``, those of OFFER of the side above and, with ``_below``, of the
    other; ``booksum``, ``roi`` (1 / booksum - 1) and each side's share of the stakes.
    """
    both = opposed(offers, RUNG, rule.fresh)
    found = both.filter(pl.col("booksum") < FAIR, pl.col("roi").is_between(rule.least, rule.most))
    order = ("booksum", "book", "book_below")
    best = found.sort(*RUNG, *order, nulls_last=False).unique(
        RUNG, keep="first", maintain_order=True
    )
    return best.select(
        *RUNG,
        "start",
        *OFFER,
        *(f"{name}_below" for name in OFFER),
        "booksum",
        "roi",
        "share",
        "share_below",
    ).sort("roi", *RUNG, descending=[True, *[False] * len(RUNG)], nulls_last=False)


def asked_lately(offers: pl.DataFrame, fresh: float) -> pl.DataFrame:
    """The offers of sources that were asked within so many seconds.

    An opener of no known time is left out: nobody knows that it stands, nor beside what.
    """
    return offers.filter(pl.col("at").is_not_null(), pl.col("age") <= fresh)


def opposed(offers: pl.DataFrame, key: Sequence[str], fresh: float) -> pl.DataFrame:
    """Every offer of a side above with every one of a side below it at another book, by a key.

    Only those ``asked_lately``. With ``booksum``, ``roi`` (1 / booksum - 1) and the shares of the
    stakes, ``share`` and ``share_below``, that make both pay alike.
    """
    timed = asked_lately(offers, fresh)
    above, below = (timed.filter(pl.col("above") == which) for which in (True, False))
    both = above.join(
        below.select(*{*RUNG, *OFFER}), on=key, suffix="_below", nulls_equal=True
    ).filter(pl.col("book") != pl.col("book_below"))
    booksum = pl.col("probability") + pl.col("probability_below")
    return both.with_columns(
        booksum=booksum,
        roi=1 / booksum - 1,
        share=pl.col("probability") / booksum,
        share_below=pl.col("probability_below") / booksum,
    )


def holds(panel: pl.DataFrame) -> pl.DataFrame:
    """The hold of each book by kind of market: ``lowest``, median ``hold``, ``highest``.

    Of the bettable books of a panel; ``markets`` counts those a book showed.
    """
    hold = pl.col("hold")
    kinds = panel.filter(bettable(pl.col("book"))).group_by("market", "period", "book")
    told = kinds.agg(markets=pl.len(), lowest=hold.min(), hold=hold.median(), highest=hold.max())
    return told.select("market", "period", "book", "markets", "lowest", "hold", "highest").sort(
        "market", "period", "hold", "book"
    )
