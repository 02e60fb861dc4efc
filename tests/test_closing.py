"""Closing line value, and middles: what a bet is worth on numbers that differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.odds import OddsError, Offer, american_to_decimal, clv, devig, middle
from mlbcore.odds.landing import HOME_MARGINS, TOTALS
from mlbcore.testing import strategies

PRICES = strategies.prices()


def worth(line: float, close: float, side: str, fair: float = 0.5) -> float:
    """What an even bet is worth against a close on another number."""
    value = clv(100, 100, line=line, close_line=close, fair=fair, side=side).expected_value
    assert value is not None
    return value


@given(PRICES)
def test_a_bet_at_the_close_is_worth_nothing_more(price: int) -> None:
    value = clv(price, price)
    assert (value.cents, value.points, value.ratio, value.expected_value) == (0, 0, 0, None)


@given(PRICES, PRICES)
def test_the_measures_agree_on_which_is_better(bet: int, close: int) -> None:
    there, back = clv(bet, close), clv(close, bet)
    assert (there.cents > 0) == (there.points > 0) == (there.ratio > 0)
    assert there.cents == -back.cents
    assert (1 + there.ratio) * (1 + back.ratio) == pytest.approx(1)


@given(PRICES, PRICES, PRICES)
def test_against_a_close_with_vig_the_value_is_less(bet: int, close: int, other: int) -> None:
    decimals = [american_to_decimal(close), american_to_decimal(other)]
    value = clv(bet, close, fair=devig(decimals)[0])
    assert value.expected_value is not None
    if sum(1 / decimal for decimal in decimals) > 1 + 1e-9:
        assert value.expected_value < value.ratio


def test_a_half_run_across_a_key_number_is_worth_more() -> None:
    assert worth(8.5, 8.5, "over") == pytest.approx(0)
    assert worth(8.5, 9, "over") > worth(7.5, 8, "over") > 0
    assert worth(8.5, 9, "under") < 0
    assert worth(9, 8.5, "under") > 0
    assert worth(-1.5, -2.5, "home") > worth(-2.5, -3.5, "home") > 0
    assert worth(2.5, 1.5, "away") == pytest.approx(2 * HOME_MARGINS[2])
    assert worth(8.5, 9.5, "over") == pytest.approx(2 * TOTALS[9])


@given(st.sampled_from([8, 8.5, 9, 9.5]), st.sampled_from([8, 8.5, 9, 9.5]), st.floats(0.4, 0.6))
def test_taken_to_another_number_one_side_gains_what_the_other_loses(
    line: float, close: float, fair: float
) -> None:
    over, under = worth(line, close, "over", fair), worth(line, close, "under", 1 - fair)
    assert over + under == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    "wrong",
    [
        {"line": 8.5},
        {"close_line": 8.5},
        {"fair": 0},
        {"fair": 1.2},
        {"line": 8.5, "close_line": 20, "fair": 0.5},
        {"line": 8.3, "close_line": 8.5, "fair": 0.5},
        {"line": 8.5, "close_line": 9, "fair": 0.5, "side": "left"},
        {"line": 5.5, "close_line": 13, "fair": 0.6},
    ],
    ids=str,
)
def test_what_cannot_be_compared_is_an_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(OddsError):
        clv(-110, -110, **wrong)


def test_other_shares_may_be_given() -> None:
    value = clv(100, 100, line=2.5, close_line=3.5, fair=0.5, side="over", landing={3: 0.2})
    assert value.expected_value == pytest.approx(0.4)


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


def test_every_reference_case_is_matched(shared: Path) -> None:
    cases = json.loads((shared / "data" / "odds_reference.json").read_text("utf-8"))["cases"]
    ours = [case for case in cases if case["kind"] == "clv"]
    assert ours
    for case in ours:
        both = [american_to_decimal(case[key]) for key in ("close", "close_other_side")]
        value = clv(case["bet"], case["close"], fair=devig(both)[0])
        assert value.ratio == pytest.approx(case["expected"]["clv_price_ratio"], rel=1e-12)
        assert value.points == pytest.approx(case["expected"]["clv_prob_points"], rel=1e-12)
        assert value.expected_value == pytest.approx(
            case["expected"]["clv_vs_novig_mult"], rel=1e-12
        )
