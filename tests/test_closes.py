"""A bet is measured by its own book's close, and by all books' where its own has none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.ledger.accounts import settled
from mlbcore.analysis.ledger.closes import Close, close_of, closes
from mlbcore.models import Bet, Game, LineStatus, Market, Period, Phase, Quote, Side
from mlbcore.odds import Settlement
from mlbcore.testing.bets import HOME_BET, open_bets

START = dt.datetime(2025, 7, 2, 22, tzinfo=dt.UTC)
GAME = Game(id=1, date=dt.date(2025, 7, 2), away="SD", home="PHI", start=START)
HOME = evolve(HOME_BET, price=150, placed_at=START - dt.timedelta(hours=3))
OVER = evolve(HOME, market=Market.TOTAL, side=Side.OVER, line=8.5, price=-110)


def quote(
    bet: Bet, book: str, price: int, line: float | None = None, *, other: bool = False
) -> Quote:
    """A closing price of the bet's side, or of the other, whose line is then the other's own."""
    return Quote(
        book=book,
        market=bet.market,
        period=bet.period,
        team=bet.team,
        side=bet.side.other if other else bet.side,
        line=line,
        price=price,
        phase=Phase.CLOSE,
        observed_at=START,
    )


def found(bet: Bet, *quotes: Quote) -> Close:
    close = close_of(bet, quotes)
    assert close is not None
    return close


def test_the_own_books_close_has_all_four_measures() -> None:
    close = found(
        HOME,
        quote(HOME, "fanduel", 130),
        quote(HOME, "fanduel", -150, other=True),
        quote(HOME, "pinnacle", 300),
    )
    assert (close.against, close.books, close.price, close.moved) == ("fanduel", 1, 130, False)
    assert close.value.cents == 20
    assert close.value.points == pytest.approx(0.03478, abs=1e-5)
    assert close.value.ratio == pytest.approx(0.08696, abs=1e-5)
    assert close.value.expected_value == pytest.approx(0.05042, abs=1e-5)


def test_without_the_other_side_there_is_no_expected_value() -> None:
    close = found(HOME, quote(HOME, "fanduel", 130))
    assert (close.fair, close.value.expected_value, close.value.cents) == (None, None, 20)


def test_the_consensus_is_the_median_of_the_books_that_can_be_bet_at() -> None:
    quotes = [
        quote(HOME, book, price, other=other)
        for book, price, against in (
            ("pinnacle", 120, -130),
            ("betmgm", 130, -150),
            ("bet365", 140, -160),
            ("consensus", 900, -900),
        )
        for price, other in ((price, False), (against, True))
    ]
    close = found(HOME, *quotes)
    assert (close.against, close.books, close.price) == ("consensus", 3, 130)
    assert close.fair == pytest.approx((100 / 230) / (100 / 230 + 0.6))
    alone = found(HOME, *(q for q in quotes if q.book == "consensus"))
    assert (alone.against, alone.books, alone.price) == ("consensus", 1, 900)


def test_a_line_that_moved_is_valued_by_how_often_games_land_between() -> None:
    quotes = (
        quote(OVER, "fanduel", -110, 9.5),
        quote(OVER, "fanduel", -110, 9.5, other=True),
    )
    close = found(OVER, *quotes)
    assert (close.line, close.moved) == (Decimal("9.5"), True)
    assert close.value.expected_value == pytest.approx(21 / 11 * (0.5 + 0.109) - 1)
    under = found(evolve(OVER, side=Side.UNDER), *quotes)
    assert (under.value.expected_value or 0) < 0


@pytest.mark.parametrize(
    "bet",
    [
        evolve(OVER, line=8.25),
        evolve(OVER, line=20),
        evolve(OVER, period=Period.FIRST_FIVE, line=4.5),
        evolve(OVER, market=Market.TEAM_TOTAL, team=Side.HOME, line=4.5),
    ],
)
def test_a_line_that_moved_over_unknown_numbers_has_no_expected_value(bet: Bet) -> None:
    line = float(bet.line or 0) + 1
    close = found(
        bet, quote(bet, "fanduel", -120, line), quote(bet, "fanduel", -102, line, other=True)
    )
    assert (close.value.expected_value, close.moved) == (None, True)
    assert close.value.ratio > 0


def test_an_away_line_is_compared_as_the_away_side_has_it() -> None:
    bet = evolve(HOME, market=Market.RUN_LINE, side=Side.AWAY, line=1.5, price=-110)
    close = found(
        bet, quote(bet, "pinnacle", -110, 1.5), quote(bet, "pinnacle", -110, -1.5, other=True)
    )
    assert (close.line, close.moved, close.fair) == (Decimal("1.5"), False, 0.5)


def test_an_alternate_line_has_a_close_of_its_own_only() -> None:
    bet = evolve(OVER, market=Market.ALTERNATE_TOTAL)
    assert close_of(bet, [quote(bet, "fanduel", 120, 10.5)]) is None
    assert (
        found(bet, quote(bet, "fanduel", 120, 10.5), quote(bet, "fanduel", -105, 8.5)).price == -105
    )


def test_a_suspended_price_and_another_market_are_no_close() -> None:
    suspended = evolve(quote(HOME, "fanduel", 130), status=LineStatus.SUSPENDED)
    five = evolve(quote(HOME, "fanduel", 130), period=Period.FIRST_FIVE)
    assert close_of(HOME, [suspended, five, quote(OVER, "fanduel", -110, 8.5)]) is None
    assert close_of(HOME, []) is None


def test_a_close_that_is_suspended_takes_down_nothing_that_stood_before_it() -> None:
    suspended = evolve(quote(HOME, "fanduel", 130), status=LineStatus.SUSPENDED)
    before = evolve(quote(HOME, "fanduel", 120), phase=Phase.PREGAME)
    assert found(HOME, before, suspended).price == 120
    assert close_of(HOME, [before, evolve(suspended, phase=Phase.PREGAME)]) is None


def test_only_bets_that_were_decided_and_placed_before_the_game_have_a_close() -> None:
    prices = {1: [quote(HOME, "fanduel", 130)]}
    won = settled(HOME, Settlement.WIN, START)
    late = evolve(won, id=UUID(int=2), placed_at=START + dt.timedelta(minutes=1))
    void = settled(evolve(HOME, id=UUID(int=3)), Settlement.VOID, START)
    opened = evolve(HOME, id=UUID(int=4))
    assert list(closes([won, late, void, opened], {1: GAME}, prices)) == [won.id]
    assert closes([won], {1: GAME}, {}) == {}
    assert list(closes([late], {1: evolve(GAME, start_tbd=True)}, prices)) == [late.id]


@given(open_bets(), st.booleans())
def test_a_bet_at_the_closing_price_has_no_value_either_way(bet: Bet, own: bool) -> None:
    line = None if bet.line is None else float(bet.line)
    close = found(bet, quote(bet, bet.book if own else "pinnacle", bet.price, line))
    assert not close.moved
    assert (close.line, close.value.expected_value) == (bet.line, None)
    assert (close.value.cents, close.value.points, close.value.ratio) == (0, 0, 0)
