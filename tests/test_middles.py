"""Middles: what two bets bring on every number, as settlement has it."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.odds import GameResult, OddsError, Offer, Selection, middle, settle
from mlbcore.odds.landing import TOTALS
from mlbcore.testing import strategies


def test_over_a_low_and_under_a_high_total_can_both_win() -> None:
    found = middle(Offer("a", "under", 100, 9.5), Offer("b", "over", 100, 7.5), 100)
    assert found is not None
    assert found.stakes == pytest.approx((50, 50))
    assert [(o.low, o.high, o.first, o.second, o.profit) for o in found.outcomes] == [
        (None, 7, -1, 1, 0),
        (8, 8, 1, 1, 100),
        (9, 9, 1, 1, 100),
        (10, None, 1, -1, 0),
    ]


def test_whole_numbers_push_one_side_of_a_middle() -> None:
    found = middle(Offer("a", "over", -110, 8), Offer("b", "under", -110, 9), 110, TOTALS)
    assert found is not None
    assert [(o.first, o.second) for o in found.outcomes] == [(-1, 1), (0, 1), (1, 0), (1, -1)]
    assert [o.profit for o in found.outcomes] == pytest.approx([-5, 50, 50, -5])
    assert found.cost == pytest.approx(5)
    inside = TOTALS[8] + TOTALS[9]
    assert found.expected == pytest.approx(50 * inside - 5 * (1 - inside))


def test_handicaps_that_overlap_are_a_middle_on_the_margin() -> None:
    found = middle(Offer("a", "home", 100, -1.5), Offer("b", "away", 100, 2.5), 100)
    assert found is not None
    assert [(o.low, o.high) for o in found.outcomes] == [(None, 1), (2, 2), (3, None)]
    turned = middle(Offer("a", "Home", 100, 2.5), Offer("b", "Away", 100, -1.5), 100)
    assert turned is not None
    assert [(o.low, o.high) for o in turned.outcomes] == [(None, -3), (-2, -2), (-1, None)]


def test_half_a_run_is_a_middle_that_pushes_one_side() -> None:
    found = middle(Offer("a", "over", 100, 8), Offer("b", "under", 100, 8.5), 100)
    assert found is not None
    assert [(o.low, o.first, o.second) for o in found.outcomes] == [
        (None, -1, 1),
        (8, 0, 1),
        (9, 1, -1),
    ]


def test_what_is_expected_counts_the_number_it_lands_on() -> None:
    level = middle(
        Offer("a", "home", -110, 0.5), Offer("b", "away", -110, 0.5), 110, {0: 0.2, 1: 0.7}
    )
    assert level is not None
    assert level.expected == pytest.approx(0.2 * 100 - 0.8 * 5)


@given(strategies.offers("over"), strategies.offers("under"), st.integers(2, 30), st.integers(1, 8))
def test_a_middle_is_what_settlement_says_and_its_profit_linear_in_the_bankroll(
    over: Offer, under: Offer, halves: int, gap: int
) -> None:
    low, high = halves / 2, (halves + gap) / 2
    one, other = evolve(over, line=low), evolve(under, line=high)
    found, tenfold = middle(other, one, 100), middle(one, other, 1000)
    assert found is not None
    assert tenfold is not None
    for outcome, larger in zip(found.outcomes, tenfold.outcomes, strict=True):
        number = outcome.high if outcome.low is None else outcome.low
        assert number is not None
        profit = 0.0
        for offer, stake in zip(found.offers, found.stakes, strict=True):
            selection = Selection(market="total", side=offer.side, line=float(offer.line or 0))
            settled = settle(selection, GameResult(away=number, home=0))
            profit += (
                stake * {"win": float(offer.price.decimal) - 1, "push": 0, "loss": -1}[settled]
            )
        assert outcome.profit == pytest.approx(profit, abs=1e-9)
        assert larger.profit == pytest.approx(10 * outcome.profit, abs=1e-8)
    assert found.cost == pytest.approx(-found.outcomes[0].profit, abs=1e-9)


def test_a_line_has_an_end() -> None:
    assert middle(Offer("a", "over", -110, 1), Offer("b", "under", -110, 1000), 100) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [(("over", 9), ("under", 8)), (("home", -1.5), ("away", -1.5)), (("over", 8), ("under", 8))],
)
def test_a_gap_is_no_middle(one: tuple[str, float], other: tuple[str, float]) -> None:
    assert middle(Offer("a", one[0], 100, one[1]), Offer("b", other[0], 100, other[1]), 100) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [(("over", 8), ("home", 9)), (("over", None), ("under", 9)), (("over", 8.25), ("under", 9))],
)
def test_two_bets_that_are_no_pair_are_an_error(one: Any, other: Any) -> None:
    with pytest.raises(OddsError):
        middle(Offer("a", one[0], 100, one[1]), Offer("b", other[0], 100, other[1]), 100)
