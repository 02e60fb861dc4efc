"""A market at an instant: what could be bet, the best of it, and the market's opinion."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import chain

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.analysis.columns.offers import standing_offers
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.panel import at_instant, panel
from mlbcore.analysis.market.consensus import consensus
from mlbcore.analysis.market.opposing import arbitrages
from mlbcore.models import LineStatus, Market, Phase, Quote, Side
from mlbcore.odds import Offer, arbitrage
from mlbcore.odds.numbers import american_to_probability
from mlbcore.settings import ArbitrageRule, ConsensusRule
from mlbcore.testing.tapes import NOON, START, histories, looks_of, pair, tape_of

LATER = NOON + dt.timedelta(hours=3)
FEW = settings(max_examples=40)


def offered(
    quotes: list[Quote], when: dt.datetime = LATER, asked: dt.datetime | None = None
) -> pl.DataFrame:
    return standing_offers(tape_of(quotes), when, looks_of(asked or when))


def opinion(quotes: list[Quote], when: dt.datetime = LATER) -> list[dict[str, object]]:
    shown = pairs(tape_of(quotes))
    return consensus(panel(shown, at_instant(shown, when)), ConsensusRule()).to_dicts()


def test_an_offer_is_the_last_price_of_a_book_that_takes_bets() -> None:
    told = offered(
        [
            *pair("fanduel", -110, -110),
            *pair("fanduel", -120, 100, 10),
            *pair("consensus", 100, -120),
        ]
    )
    assert told.sort("side").select("book", "side", "price").rows() == [
        ("fanduel", Side.HOME, -120),
        ("fanduel", Side.AWAY, 100),
    ]


def test_what_was_taken_down_is_no_offer() -> None:
    above, below = pair("fanduel", -110, -110)
    gone = evolve(above, observed_at=NOON + dt.timedelta(hours=1), status=LineStatus.SUSPENDED)
    assert offered([above, below, gone])["side"].to_list() == [Side.AWAY]


def test_nothing_is_on_offer_once_a_game_has_begun() -> None:
    assert offered(pair("fanduel", -110, -110), START).is_empty()


def test_an_alternate_line_is_a_rung_of_its_market() -> None:
    main = pair("fanduel", -110, -110, market=Market.TOTAL, line=8.5)
    rung = [
        evolve(quote, market=Market.ALTERNATE_TOTAL, line=Decimal(9), price=120) for quote in main
    ]
    told = offered([*main, *rung])
    assert set(told.select("market", "line").rows()) == {("total", 8.5), ("total", 9.0)}


def test_an_instant_may_be_of_any_zone() -> None:
    quotes = pair("fanduel", -110, -110)
    there = LATER.astimezone(dt.timezone(dt.timedelta(hours=-4)))
    assert offered(quotes, there).equals(offered(quotes, LATER))


def test_two_books_that_cannot_lose_together_are_an_arbitrage_with_its_shares() -> None:
    quotes = [*pair("fanduel", 110, -130), *pair("betmgm", -130, 110)]
    row = arbitrages(offered(quotes), ArbitrageRule()).row(0, named=True)
    assert (row["book"], row["price"], row["book_below"], row["price_below"]) == (
        "fanduel",
        110,
        "betmgm",
        110,
    )
    assert row["roi"] == pytest.approx(0.05)
    assert row["share"] == row["share_below"] == pytest.approx(0.5)


def test_prices_of_different_lines_are_no_arbitrage() -> None:
    quotes = [
        *pair("fanduel", 110, -130, market=Market.TOTAL, line=8.5),
        *pair("betmgm", -130, 110, market=Market.TOTAL, line=9),
    ]
    assert arbitrages(offered(quotes), ArbitrageRule()).is_empty()


@pytest.mark.parametrize(("minutes", "found"), [(5, 1), (6, 0)])
def test_a_price_nobody_has_looked_at_lately_is_no_arbitrage(minutes: int, found: int) -> None:
    quotes = [*pair("fanduel", 110, -130), *pair("betmgm", -130, 110)]
    told = offered(quotes, LATER, LATER - dt.timedelta(minutes=minutes))
    assert arbitrages(told, ArbitrageRule()).height == found


def test_what_is_too_good_is_an_error_of_the_data() -> None:
    quotes = [*pair("fanduel", 150, -180), *pair("betmgm", -180, 150)]
    assert arbitrages(offered(quotes), ArbitrageRule()).is_empty()


def test_openers_of_no_known_time_are_no_arbitrage() -> None:
    quotes = [
        *pair("fanduel", 110, -130, phase=Phase.OPENER),
        *pair("betmgm", -130, 110, phase=Phase.OPENER),
    ]
    assert arbitrages(offered(quotes), ArbitrageRule()).is_empty()


@FEW
@given(histories())
def test_an_arbitrage_is_that_of_the_odds(quotes: list[Quote]) -> None:
    moneylines = [quote for quote in quotes if quote.market is Market.MONEYLINE]
    told = offered(moneylines)
    rule = ArbitrageRule(least=0.0, most=10.0)
    ours = [row["roi"] for row in arbitrages(told, rule).to_dicts()]
    timed = told.filter(pl.col("at").is_not_null())
    offers_there = [
        Offer(row["book"], row["side"], row["price"]) for row in timed.iter_rows(named=True)
    ]
    best = arbitrage(offers_there)
    assert max(ours, default=0.0) == pytest.approx(best.roi if best else 0.0)


def test_the_consensus_is_the_median_of_the_books_at_the_line_most_of_them_show() -> None:
    (told,) = opinion(
        [
            *pair("fanduel", -110, -110, market=Market.TOTAL, line=8.5),
            *pair("betmgm", -120, 100, market=Market.TOTAL, line=8.5),
            *pair("caesars", 100, -120, market=Market.TOTAL, line=9),
        ]
    )
    assert (told["line"], told["books"]) == (8.5, 2)
    assert told["median"] == told["mean"] == pytest.approx((0.5 + 0.5217391304) / 2)


def test_a_book_far_from_the_others_is_named_and_does_not_count() -> None:
    quotes = [pair(book, -110, -110) for book in ("fanduel", "betmgm", "caesars", "draftkings")]
    (told,) = opinion([*chain.from_iterable(quotes), *pair("bet365", -200, 170)])
    assert (told["outliers"], told["median"], told["books"]) == (["bet365"], 0.5, 4)


def test_a_book_that_stood_still_while_the_others_moved_is_stale() -> None:
    quotes = pair("bet365", -105, -115)
    for book in ("fanduel", "betmgm", "caesars"):
        quotes += [*pair(book, -110, -110), *pair(book, -108, -112, 150)]
    (told,) = opinion(quotes)
    assert (told["stale"], told["books"]) == (["bet365"], 3)


@pytest.mark.parametrize(
    ("minutes", "stale"),
    [
        ((0, 121), [0]),
        ((0, 120), []),
        ((0, 150, 150), [0]),
        ((0, 0, 150), []),
        ((0, 0, 150, 150), [0, 1]),
        ((0, 0, 0, 150), []),
        ((None, 0), [0]),
        ((None, None, 0), []),
        ((None, None), []),
    ],
)
def test_a_book_is_stale_that_most_of_the_others_have_changed_long_after(
    minutes: tuple[int | None, ...], stale: list[int]
) -> None:
    books = ("bet365", "betmgm", "caesars", "fanduel")
    quotes = [
        pair(book, -110, -110, phase=Phase.OPENER)
        if since is None
        else pair(book, -110, -110, since)
        for book, since in zip(books, minutes, strict=False)
    ]
    (told,) = opinion(list(chain.from_iterable(quotes)))
    assert told["stale"] == [books[place] for place in stale]


def test_the_consensus_price_speaks_only_where_no_book_does() -> None:
    (alone,) = opinion(pair("consensus", -120, 100))
    (among,) = opinion([*pair("consensus", -120, 100), *pair("fanduel", -110, -110)])
    assert alone["median"] == pytest.approx(0.5217391304)
    assert among["median"] == 0.5


NEAR = st.integers(-112, -104)


@FEW
@given(st.lists(st.tuples(NEAR, NEAR), min_size=1, max_size=3))
def test_a_book_that_quotes_the_consensus_does_not_turn_it(prices: list[tuple[int, int]]) -> None:
    names = ("fanduel", "betmgm", "bet365")
    shown = prices if len(prices) % 2 else prices[:-1]
    quotes = [pair(book, *its) for book, its in zip(names, shown, strict=False)]
    (before,) = opinion(list(chain.from_iterable(quotes)))
    middle = sorted(shown, key=lambda its: fair_of(*its))[len(shown) // 2]
    (after,) = opinion([*chain.from_iterable(quotes), *pair("caesars", *middle)])
    assert after["median"] == pytest.approx(before["median"], abs=1e-12)
    assert after["books"] == len(shown) + 1


def fair_of(above: int, below: int) -> float:
    first, second = american_to_probability(above), american_to_probability(below)
    return first / (first + second)
