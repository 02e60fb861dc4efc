"""How bets did, whatever order they are counted in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.ledger.accounts import settled
from mlbcore.analysis.ledger.closes import Close
from mlbcore.analysis.ledger.performance import performance
from mlbcore.models import Bet
from mlbcore.odds import Settlement, clv
from mlbcore.testing.bets import HOME_BET, bets

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
WORDS = ("win", "win", "half_win", "loss", "half_loss", "push", "void", None)
ADDED = (
    "bets",
    "open",
    "won",
    "lost",
    "pushed",
    "void",
    "staked",
    "open_stake",
    "profit",
    "closes",
)


def one_of_each() -> list[Bet]:
    made = [evolve(HOME_BET, id=UUID(int=n), price=100 + 50 * (n % 2)) for n in range(len(WORDS))]
    return [
        settled(bet, Settlement(word), NOON) if word else bet
        for bet, word in zip(made, WORDS, strict=True)
    ]


def close(price: int, *, moved: bool = False, fair: float | None = None) -> Close:
    return Close(
        against="fanduel",
        books=1,
        line=None,
        price=price,
        fair=fair,
        value=clv(100, price, fair=fair),
        moved=moved,
    )


def test_bets_are_counted_by_what_became_of_them() -> None:
    done = performance(one_of_each(), {})
    assert (done.bets, done.open, done.won, done.lost, done.pushed, done.void) == (8, 1, 3, 2, 1, 1)
    assert (done.staked, done.open_stake) == (Decimal(50), Decimal(10))
    assert done.profit == 10 + 15 + 5 - 10 - 5
    assert done.win_rate == 3 / 5
    assert done.roi == pytest.approx(15 / 50)
    assert done.average_price == pytest.approx(2.25)


def test_nothing_has_no_means() -> None:
    done = performance([], {})
    assert (done.bets, done.profit, done.drawdown) == (0, Decimal(0), Decimal(0))
    assert (done.win_rate, done.roi, done.average_price, done.clv_ratio) == (None,) * 4


def test_prices_of_lines_that_moved_are_not_compared() -> None:
    ids = [UUID(int=n) for n in range(4)]
    placed = [evolve(HOME_BET, id=id) for id in ids]
    known = [close(-110, fair=0.5), close(110), close(300, moved=True, fair=0.6)]
    done = performance(placed, dict(zip(ids, known, strict=False)))
    assert (done.closes, done.beaten) == (3, 1)
    assert done.clv_ratio == pytest.approx(((2 / (21 / 11) - 1) + (2 / 2.1 - 1)) / 2)
    assert done.clv_expected_value == pytest.approx((0 + 0.2) / 2)


@given(st.lists(bets(), max_size=4), st.lists(bets(), max_size=4))
def test_two_sets_of_bets_add_up(some: list[Bet], others: list[Bet]) -> None:
    one, other, both = (performance(its, {}) for its in (some, others, some + others))
    for name in ADDED:
        assert getattr(both, name) == getattr(one, name) + getattr(other, name), name
    assert both.bets == both.open + both.won + both.lost + both.pushed + both.void


@given(st.lists(bets(), max_size=5, unique_by=lambda bet: bet.id))
def test_the_order_in_which_bets_are_given_does_not_matter(placed: list[Bet]) -> None:
    known = {bet.id: close(bet.price, fair=0.5) for bet in placed[::2]}
    assert performance(placed, known) == performance(placed[::-1], known)
