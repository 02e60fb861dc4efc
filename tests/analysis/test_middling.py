"""Middles across books: what the odds say of two offers, found among all that are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.columns.carrying import MARGINS
from mlbcore.analysis.columns.offers import standing_offers
from mlbcore.analysis.market.middling import MiddleRule, middles
from mlbcore.models import Market, Period, Quote, Side
from mlbcore.odds import Offer, Price, middle
from mlbcore.odds.landing import TOTALS
from mlbcore.testing.tapes import NOON, looks_of, pair, tape_of

LATER = NOON + dt.timedelta(hours=3)
ALL = MiddleRule(cost=1.0, most=10.0)


def offered(quotes: list[Quote], asked: dt.datetime = LATER) -> pl.DataFrame:
    return standing_offers(tape_of(quotes), LATER, looks_of(asked))


def totals(low: float, high: float) -> list[Quote]:
    """One book with a low total and one with a high one."""
    return [
        *pair("fanduel", -110, -110, market=Market.TOTAL, line=low),
        *pair("betmgm", -110, -110, market=Market.TOTAL, line=high),
    ]


def run_lines(first: float, second: float) -> list[Quote]:
    return [
        *pair("fanduel", -110, -110, market=Market.RUN_LINE, line=first),
        *pair("betmgm", -110, -110, market=Market.RUN_LINE, line=second),
    ]


def test_over_the_low_total_with_under_the_high_one_wins_both_between() -> None:
    row = middles(offered(totals(7.5, 9.5)), MiddleRule()).row(0, named=True)
    assert (row["book"], row["line"], row["book_below"], row["line_below"]) == (
        "fanduel",
        7.5,
        "betmgm",
        9.5,
    )
    assert row["gap"] == 2.0
    assert row["both"] == pytest.approx(TOTALS[8] + TOTALS[9])
    assert row["cost"] == pytest.approx(1 - 21 / 22)
    assert row["expected"] == pytest.approx(21 / 22 * (1 + row["both"]) - 1)


def test_over_the_high_total_with_under_the_low_one_is_none() -> None:
    told = middles(offered(totals(8, 9)), ALL)
    assert told.select("line", "line_below").rows() == [(8.0, 9.0)]


@pytest.mark.parametrize(
    ("line", "other", "found"), [(-1.5, -2.5, 1), (1.5, -1.5, 1), (-1.5, -1.5, 0)]
)
def test_run_lines_overlap_by_the_margin_of_the_home_side(
    line: float, other: float, found: int
) -> None:
    assert middles(offered(run_lines(line, other)), ALL).height == found


def test_a_middle_of_stale_looks_is_none() -> None:
    quotes = totals(7.5, 9.5)
    assert middles(offered(quotes, LATER - dt.timedelta(minutes=6)), ALL).is_empty()


def test_a_part_of_a_game_has_no_expected_value() -> None:
    quotes = [evolve(quote, period=Period.FIRST_FIVE) for quote in totals(3.5, 5.5)]
    row = middles(offered(quotes), ALL).row(0, named=True)
    assert (row["both"], row["expected"]) == (None, None)


PRICE = st.sampled_from((-130, -115, -110, 100, 115))
TOTAL = st.sampled_from((6.5, 7.0, 8.5, 9.0, 10.5))
HANDICAP = st.sampled_from((-2.5, -2.0, -1.5, -1.0, 1.0, 1.5))


def one_offer(quotes: list[Quote], side: Side, book: str) -> Offer:
    (its,) = (quote for quote in quotes if (quote.side, quote.book) == (side, book))
    assert its.line is not None
    return Offer(book, side, Price.from_american(its.price), float(its.line))


@pytest.mark.parametrize(
    ("market", "sides", "lines", "landing"),
    [
        (Market.TOTAL, (Side.OVER, Side.UNDER), TOTAL, TOTALS),
        (Market.RUN_LINE, (Side.HOME, Side.AWAY), HANDICAP, MARGINS),
    ],
)
@settings(max_examples=30)
@given(data=st.data())
def test_each_is_that_of_the_odds_and_none_is_missing(
    market: Market,
    sides: tuple[Side, Side],
    lines: st.SearchStrategy[float],
    landing: Mapping[int, float],
    data: st.DataObject,
) -> None:
    books = ("fanduel", "betmgm")
    quotes = [
        quote
        for book in books
        for quote in pair(
            book, data.draw(PRICE), data.draw(PRICE), market=market, line=data.draw(lines)
        )
    ]
    told = {row["book"]: row for row in middles(offered(quotes), ALL).to_dicts()}
    for book, other in (books, books[::-1]):
        first, second = one_offer(quotes, sides[0], book), one_offer(quotes, sides[1], other)
        its = middle(first, second, 1.0, landing)
        assert (its is None) == (book not in told)
        if its is not None:
            row = told[book]
            assert (row["share"], row["share_below"]) == pytest.approx(its.stakes)
            assert (row["cost"], row["expected"]) == pytest.approx((its.cost, its.expected))
