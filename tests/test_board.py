"""The board says what a bettor could have, and what the market thinks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.board import BoardMarket, board
from mlbcore.models import LineStatus, Market, Phase, Quote, Side, Split
from mlbcore.testing import strategies

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)


def quote(book: str, side: Side, price: int, line: float | None = None, minutes: int = 0) -> Quote:
    market = Market.MONEYLINE
    if line is not None:
        market = Market.TOTAL if side in (Side.OVER, Side.UNDER) else Market.RUN_LINE
    time = NOON + dt.timedelta(minutes=minutes)
    return Quote(book=book, market=market, side=side, price=price, line=line, observed_at=time)


def opener(book: str, side: Side, price: int) -> Quote:
    return Quote(book=book, market=Market.MONEYLINE, side=side, price=price, phase=Phase.OPENER)


def live(book: str, side: Side, price: int) -> Quote:
    return Quote(
        book=book,
        market=Market.MONEYLINE,
        side=side,
        price=price,
        phase=Phase.LIVE,
        observed_at=NOON + dt.timedelta(hours=9),
    )


def only(markets: list[BoardMarket]) -> BoardMarket:
    assert len(markets) == 1
    return markets[0]


def test_the_best_price_is_the_highest_payout_with_its_book_and_opener() -> None:
    away, home = only(
        board(
            [
                quote("fanduel", Side.AWAY, -105),
                quote("draftkings", Side.AWAY, 100),
                quote("fanduel", Side.HOME, -115),
                quote("draftkings", Side.HOME, -120),
                opener("draftkings", Side.AWAY, 110),
            ],
            [],
        )
    ).sides
    assert (away.price, away.book, away.opener) == (100, "draftkings", 110)
    assert (home.price, home.book, home.opener) == (-115, "fanduel", None)


def test_the_consensus_is_no_book_to_bet_at() -> None:
    sides = only(
        board([quote("consensus", Side.AWAY, 900), quote("consensus", Side.HOME, -110)], [])
    ).sides
    assert [side.price for side in sides] == [None, None]
    assert sides[0].consensus == 900
    assert sides[0].books == 0


def test_the_no_vig_consensus_is_the_median_of_the_books() -> None:
    quotes = [
        quote(book, side, price)
        for book, away, home in (
            ("fanduel", 100, -120),
            ("betmgm", 110, -130),
            ("bet365", 300, 300),
        )
        for side, price in ((Side.AWAY, away), (Side.HOME, home))
    ]
    away, home = only(board(quotes, [])).sides
    assert away.no_vig == pytest.approx(0.5 / (0.5 + 120 / 220))
    assert (away.no_vig or 0) + (home.no_vig or 0) == pytest.approx(1)


def test_what_happens_in_play_or_is_suspended_is_not_on_the_board() -> None:
    away, _ = only(
        board([quote("fanduel", Side.AWAY, 120), live("fanduel", Side.AWAY, 900)], [])
    ).sides
    assert away.price == 120


def test_the_later_price_of_a_book_counts_whichever_source_saw_it() -> None:
    quotes = [quote("fanduel", Side.AWAY, 120, minutes=5), quote("fanduel", Side.AWAY, 130)]
    away, _ = only(board(quotes, [])).sides
    assert away.price == 120


def test_nothing_is_later_than_the_close() -> None:
    close = Quote(
        book="fanduel",
        market=Market.MONEYLINE,
        side=Side.AWAY,
        price=140,
        phase=Phase.CLOSE,
        observed_at=NOON,
    )
    away, _ = only(board([close, quote("fanduel", Side.AWAY, 120, minutes=500)], [])).sides
    assert away.price == 140


def test_a_price_that_was_taken_down_is_not_on_the_board_nor_the_one_before_it() -> None:
    shown = [quote("fanduel", Side.AWAY, 120), quote("betmgm", Side.AWAY, 110)]
    later = NOON + dt.timedelta(minutes=5)
    down = evolve(shown[0], status=LineStatus.SUSPENDED, observed_at=later)
    away, _ = only(board([*shown, down], [])).sides
    assert (away.book, away.price) == ("betmgm", 110)


def test_a_close_that_is_suspended_leaves_what_stood_before_the_game() -> None:
    shown = quote("fanduel", Side.AWAY, 120)
    close = evolve(shown, price=130, phase=Phase.CLOSE, status=LineStatus.SUSPENDED)
    away, _ = only(board([shown, close], [])).sides
    assert (away.book, away.price) == ("fanduel", 120)


def test_prices_are_compared_at_the_line_most_books_show() -> None:
    over, under = only(
        board(
            [
                quote("fanduel", Side.OVER, -110, 8.5),
                quote("betmgm", Side.OVER, -105, 8.5),
                quote("bet365", Side.OVER, 150, 9),
                quote("bet365", Side.UNDER, -170, 9),
            ],
            [],
        )
    ).sides
    assert (over.line, over.price, over.book) == (Decimal("8.5"), -105, "betmgm")
    assert (under.line, under.price) == (Decimal("8.5"), None)


TIED = [
    quote(book, side, price, line)
    for book, line, prices in (
        ("fanduel", 9.5, (120, -140)),
        ("betmgm", 8.5, (-115, -105)),
        ("bet365", 8, (-105, -115)),
        ("circa", 9, (-115, -105)),
    )
    for side, price in zip((Side.OVER, Side.UNDER), prices, strict=True)
]


@given(st.permutations(TIED))
def test_of_lines_that_as_many_show_the_most_even_stands_and_then_the_lowest(
    quotes: list[Quote],
) -> None:
    over, under = only(board(quotes, [])).sides
    assert (over.line, over.price, under.price) == (Decimal(8), -105, -115)


def test_a_run_line_has_opposite_lines_on_its_sides() -> None:
    quotes = [quote("fanduel", Side.AWAY, 150, -1.5), quote("fanduel", Side.HOME, -180, 1.5)]
    away, home = only(board(quotes, [])).sides
    assert (away.line, home.line) == (Decimal("-1.5"), Decimal("1.5"))
    assert (away.price, home.price) == (150, -180)


def test_splits_stand_beside_their_side() -> None:
    split = Split(
        book="consensus",
        market=Market.MONEYLINE,
        side=Side.HOME,
        tickets_percent=60,
        money_percent=None,
        bets=100,
        observed_at=NOON,
    )
    away, home = only(board([], [split])).sides
    assert (home.tickets_percent, home.money_percent, home.bets) == (60, None, 100)
    assert away.tickets_percent is None


def test_what_users_pick_is_never_shown_as_tickets() -> None:
    tickets = Split(
        book="consensus",
        market=Market.MONEYLINE,
        side=Side.HOME,
        tickets_percent=60,
        observed_at=NOON,
    )
    later = NOON + dt.timedelta(hours=1)
    picks = evolve(tickets, book="picks", tickets_percent=None, picks_percent=90, observed_at=later)
    assert only(board([], [tickets, picks])).sides[1].tickets_percent == 60
    assert board([], [picks]) == []


@given(st.lists(strategies.quotes(), max_size=8), st.lists(strategies.splits(), max_size=4))
def test_any_quotes_make_a_board_whose_probabilities_add_up(
    quotes: list[Quote], splits: list[Split]
) -> None:
    for market in board(quotes, splits):
        fair = [side.no_vig for side in market.sides]
        assert fair == [None, None] or sum(p or 0 for p in fair) == pytest.approx(1)
        for side in market.sides:
            offered = {q.price for q in quotes if q.status is LineStatus.ACTIVE}
            assert side.price is None or side.price in offered
