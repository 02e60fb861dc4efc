"""Off-market prices: offers that are worth more than they cost if the other books are right."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from attrs import Factory, frozen

from mlbcore.analysis.columns.tape import MARKET
from mlbcore.analysis.market.consensus import consensus
from mlbcore.analysis.market.opposing import asked_lately
from mlbcore.analysis.market.value import valued
from mlbcore.settings import ConsensusRule


@frozen(kw_only=True)
class OffMarketRule:
    """``expected`` is the least expected value of a price, ``most`` what is an error of the data.

    ``books`` is how many others must agree on a fair price, ``reach`` how many runs an offer's line
    may be from theirs. ``fresh`` is how many seconds ago a source may have been asked last.
    """

    expected: float = 0.02
    most: float = 0.25
    books: int = 3
    reach: float = 0.5
    fresh: float = 300.0
    consensus: ConsensusRule = Factory(ConsensusRule)


def off_market(offers: pl.DataFrame, panel: pl.DataFrame, rule: OffMarketRule) -> pl.DataFrame:
    """The offers whose expected value is at least the rule's, the best first.

    The columns of ``offers`` with ``fair``, the probability that the median of the other books
    gives the side, taken to the offer's line; ``others``, how many they are; ``expected``. The book
    itself has no say in what its price is worth.
    """
    asked = asked_lately(offers, rule.fresh)
    opinions = _others(panel, asked["book"].unique().sort(), rule.consensus)
    judged = valued(asked, opinions, rule.reach, [*MARKET, "book"])
    found = judged.filter(
        pl.col("others") >= rule.books, pl.col("expected").is_between(rule.expected, rule.most)
    )
    key = (*MARKET, "line", "side", "book")
    return found.sort("expected", *key, descending=[True, *[False] * len(key)], nulls_last=False)


def _others(panel: pl.DataFrame, books: Iterable[str], rule: ConsensusRule) -> pl.DataFrame:
    """What each market thinks without each of the books."""
    without = [
        consensus(panel.filter(pl.col("book") != book), rule).with_columns(book=pl.lit(book))
        for book in books
    ]
    nobody = consensus(panel.clear(), rule).with_columns(book=pl.lit(None, dtype=pl.String()))
    return pl.concat([nobody, *without]).select(
        *MARKET, "book", opinion="median", of_line="line", others=pl.col("books").cast(pl.Int64)
    )
