"""A price that the other books contradict is marked, and stays."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.quality.price import current_prices, price_history
from mlbcore.analysis.quality.rules import Rule
from mlbcore.models import BOOKS, Market, Phase, Quote, Seen, Side

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def pairs(**homes: int) -> list[Seen]:
    """Both sides at each book, which shows the price for home and its opposite for away."""
    return [
        Seen(
            1,
            "sbr",
            NOON,
            Quote(
                book=book,
                market=Market.MONEYLINE,
                side=side,
                price=price if side is Side.HOME else -price,
                phase=Phase.CLOSE,
                observed_at=NOON,
            ),
        )
        for book, price in homes.items()
        for side in (Side.AWAY, Side.HOME)
    ]


def apart(current: list[Seen]) -> set[str]:
    return {
        sight.quote.book
        for sight, judgement in current_prices(current, named=True)
        if not judgement.rules[Rule.AGREES]
    }


def test_prices_of_a_game_in_play_stand_apart_from_those_of_the_other_books() -> None:
    slate = pairs(betmgm=115, caesars=112, bet365=110, draftkings=-300, fanduel=-310)
    assert apart(slate) == {"draftkings", "fanduel"}


def test_three_books_do_not_tell_which_of_them_is_wrong() -> None:
    assert apart(pairs(betmgm=115, caesars=112, fanduel=-310)) == set()
    assert apart(pairs(betmgm=115, caesars=112, bet365=110, fanduel=-310)) == {"fanduel"}


def test_what_is_no_book_is_held_to_the_books_and_counts_as_none() -> None:
    assert apart(pairs(betmgm=115, caesars=112, bet365=110, consensus=-310)) == set()
    books = pairs(betmgm=115, caesars=112, bet365=110, draftkings=111, consensus=-310)
    assert apart(books) == {"consensus"}


@pytest.mark.parametrize("phase", [Phase.OPENER, Phase.LIVE])
def test_openers_and_prices_in_play_are_of_no_one_time_and_not_compared(phase: Phase) -> None:
    shown = [
        evolve(
            sight,
            quote=evolve(
                sight.quote, phase=phase, observed_at=None if phase is Phase.OPENER else NOON
            ),
        )
        for sight in pairs(betmgm=115, caesars=112, bet365=110, fanduel=-310)
    ]
    assert apart(shown) == set()


def test_a_price_at_another_line_is_not_compared() -> None:
    lines = {"betmgm": 1.5, "caesars": 1.5, "bet365": 1.5, "draftkings": 1.5, "fanduel": 2.5}
    shown = [
        evolve(
            sight,
            quote=evolve(
                sight.quote,
                market=Market.RUN_LINE,
                line=-lines[sight.quote.book]
                if sight.quote.side is Side.AWAY
                else lines[sight.quote.book],
            ),
        )
        for sight in pairs(betmgm=115, caesars=112, bet365=110, draftkings=111, fanduel=-310)
    ]
    assert apart(shown) == set()


def test_of_a_book_that_two_sources_show_only_the_wrong_price_is_marked() -> None:
    right = pairs(betmgm=115, caesars=112, bet365=110, fanduel=111)
    wrong = [evolve(sight, source="action") for sight in pairs(fanduel=-310)]
    for current in ([*right, *wrong], [*wrong, *right]):
        told = current_prices(current, named=True)
        assert [sight for sight, judgement in told if judgement.missed] == wrong


def test_a_move_away_from_the_other_books_is_marked_when_it_comes() -> None:
    before = pairs(betmgm=115, caesars=112, bet365=110, fanduel=111)
    moved = [
        evolve(sight, quote=evolve(sight.quote, observed_at=NOON + HOUR))
        for sight in pairs(fanduel=-310)
    ]
    told = list(price_history([*before, *moved], named=True))
    assert [judgement.missed for _, judgement in told] == [()] * 8 + [(Rule.AGREES,)] * 2


@given(st.lists(st.integers(100, 400) | st.integers(-400, -101), min_size=4, max_size=9))
def test_books_that_agree_never_stand_apart_where_they_are_more_than_half(
    prices: list[int],
) -> None:
    books = [code for code, book in BOOKS.items() if book.bettable]
    current = pairs(**dict(zip(books, prices, strict=False)))
    near = pairs(**dict.fromkeys(books[10 : 11 + len(prices)], 150))
    assert apart([*current, *near]) <= {sight.quote.book for sight in current}
