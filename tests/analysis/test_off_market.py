"""Prices away from the other books', what each book holds, and how much the best prices save."""

from __future__ import annotations

import datetime as dt
from itertools import chain

import polars as pl
import pytest
from hypothesis import given, settings

from mlbcore.analysis.columns.offers import standing_offers
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.panel import at_instant, panel
from mlbcore.analysis.market.consensus import consensus
from mlbcore.analysis.market.offmarket import OffMarketRule, off_market
from mlbcore.analysis.market.opposing import holds
from mlbcore.models import Market, Quote
from mlbcore.settings import ConsensusRule
from mlbcore.testing.tapes import NOON, histories, looks_of, pair, tape_of

LATER = NOON + dt.timedelta(hours=3)
FOUR = ("fanduel", "betmgm", "caesars", "draftkings")
LOW = OffMarketRule(expected=0.0, most=10.0, books=1)


def panelled(quotes: list[Quote]) -> pl.DataFrame:
    shown = pairs(tape_of(quotes))
    return panel(shown, at_instant(shown, LATER))


def found(quotes: list[Quote], rule: OffMarketRule) -> list[dict[str, object]]:
    return off_market(
        standing_offers(tape_of(quotes), LATER, looks_of(LATER)), panelled(quotes), rule
    ).to_dicts()


def level(*books: str) -> list[Quote]:
    return list(chain.from_iterable(pair(book, -110, -110) for book in books))


def test_a_price_that_pays_more_than_the_others_think_fair_is_off_market() -> None:
    (row,) = found([*level(*FOUR), *pair("bet365", 110, -130)], OffMarketRule())
    assert (row["book"], row["side"], row["price"], row["others"]) == ("bet365", "home", 110, 4)
    assert row["fair"] == 0.5
    assert row["expected"] == pytest.approx(0.05)


def test_a_book_has_no_say_in_what_its_own_price_is_worth() -> None:
    """Two books: the one's fair price would be halfway to its own."""
    told = found([*level("fanduel"), *pair("bet365", 110, -130)], LOW)
    assert [row["fair"] for row in told if row["book"] == "bet365"] == [0.5]


def test_too_few_others_agree_on_nothing() -> None:
    assert found([*level("fanduel", "betmgm"), *pair("bet365", 110, -130)], OffMarketRule()) == []


def test_a_price_at_another_total_is_compared_at_its_own_line() -> None:
    quotes = [pair(book, -110, -110, market=Market.TOTAL, line=8.5) for book in FOUR]
    other = pair("bet365", -110, -110, market=Market.TOTAL, line=9)
    (row,) = found([*chain.from_iterable(quotes), *other], OffMarketRule())
    assert (row["book"], row["side"], row["line"]) == ("bet365", "under", 9.0)


def test_a_price_beyond_reach_is_not_compared() -> None:
    quotes = [pair(book, -110, -110, market=Market.TOTAL, line=8.5) for book in FOUR]
    other = pair("bet365", -110, -110, market=Market.TOTAL, line=9.5)
    assert found([*chain.from_iterable(quotes), *other], OffMarketRule()) == []


@settings(max_examples=30)
@given(histories())
def test_a_price_off_market_is_better_than_fair(quotes: list[Quote]) -> None:
    for row in found(quotes, LOW):
        assert isinstance(row["fair"], float)
        assert isinstance(row["probability"], float)
        assert row["probability"] <= row["fair"]


def test_the_hold_of_a_book_is_the_median_of_its_markets() -> None:
    quotes = [
        *pair("fanduel", -110, -110),
        *pair("fanduel", -105, -105, market=Market.TOTAL, line=8.5),
        *pair("betmgm", -120, -120),
        *pair("consensus", -110, -110),
    ]
    told = holds(panelled(quotes))
    assert told.select("market", "book", "markets").rows() == [
        ("moneyline", "fanduel", 1),
        ("moneyline", "betmgm", 1),
        ("total", "fanduel", 1),
    ]
    assert told["hold"].to_list() == pytest.approx([1 - 21 / 22, 1 - 11 / 12, 1 - 41 / 42])


@pytest.mark.parametrize(
    ("other", "efficiency"),
    [((-110, -110), 1.0), ((100, -120), 0.523), ((110, -130), 0.0), ((130, -150), 0.0)],
)
def test_efficiency_is_what_the_best_prices_do_not_save(
    other: tuple[int, int], efficiency: float
) -> None:
    quotes = [*level("fanduel"), *pair("betmgm", *other)]
    (row,) = consensus(panelled(quotes), ConsensusRule()).to_dicts()
    assert row["efficiency"] == pytest.approx(efficiency, abs=1e-3)
