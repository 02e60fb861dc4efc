"""A market at an instant: the best price of each side, and what two books together guarantee."""

from __future__ import annotations

import polars as pl
from attrs import frozen

from mlbcore.analysis.tape import MARKET

RUNG = (*MARKET, "line")
OFFER = ("book", "price", "probability", "at", "age", "row")
FAIR = 1 - 1e-12


@frozen(kw_only=True)
class ArbitrageRule:
    """``least`` and ``most`` are returns; more than the most is an error of the data.

    ``fresh`` is how many seconds ago a source may have been asked last.
    """

    least: float = 0.005
    most: float = 0.10
    fresh: float = 300.0


def best_prices(offers: pl.DataFrame) -> pl.DataFrame:
    """The best offer of each side and line: the lowest implied probability, by book where equal."""
    ordered = offers.sort(*RUNG, "above", "probability", "book", nulls_last=False)
    return ordered.unique([*RUNG, "above"], keep="first", maintain_order=True)


def arbitrages(offers: pl.DataFrame, rule: ArbitrageRule) -> pl.DataFrame:
    """Both sides of one line at two books that cannot lose together, the best first.

    An opener of no known time is left out: nobody knows that it stood beside another.

    The columns of MARKET, ``line``, those of OFFER of the side above and, with ``_below``, of the
    other; ``booksum``, ``roi`` (1 / booksum - 1) and each side's share of the stakes.
    """
    timed = offers.filter(pl.col("at").is_not_null(), pl.col("age") <= rule.fresh)
    above, below = (timed.filter(pl.col("above") == which) for which in (True, False))
    both = above.join(
        below.select(*RUNG, *OFFER), on=RUNG, suffix="_below", nulls_equal=True
    ).filter(pl.col("book") != pl.col("book_below"))
    booksum = pl.col("probability") + pl.col("probability_below")
    found = both.with_columns(booksum=booksum, roi=1 / booksum - 1).filter(
        pl.col("booksum") < FAIR, pl.col("roi").is_between(rule.least, rule.most)
    )
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
        share=pl.col("probability") / pl.col("booksum"),
        share_below=pl.col("probability_below") / pl.col("booksum"),
    ).sort("roi", *RUNG, descending=[True, *[False] * len(RUNG)], nulls_last=False)
