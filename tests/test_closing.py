"""Closing line value: what a bet was worth, also on a number that moved."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.odds import OddsError, american_to_decimal, clv, devig
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
        {"line": 8.5, "close_line": 20, "fair": 0.5},
        {"line": 8.5, "close_line": 9, "fair": 0.5, "landing": {}},
        {"line": 8.5, "close_line": 9, "fair": 0.5, "side": "home"},
        {"line": 5.5, "close_line": 13, "fair": 0.6},
    ],
    ids=str,
)
def test_what_cannot_be_compared_is_an_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(OddsError):
        clv(-110, -110, **wrong)


@pytest.mark.parametrize(("line", "close"), [(-1.5, -2.5), (-1.5, -1), (2.5, 1.5), (1, -2)])
def test_without_a_side_a_short_line_is_a_run_line_between_home_and_away(
    line: float, close: float
) -> None:
    value = clv(-110, -110, line=line, close_line=close, fair=0.5).expected_value
    sides = [
        clv(-110, -110, line=line, close_line=close, fair=0.5, side=side).expected_value
        for side in ("home", "away")
    ]
    assert value == pytest.approx(math.fsum(side for side in sides if side is not None) / 2)


def test_without_a_side_a_long_line_is_a_total_seen_from_over() -> None:
    for line, close in ((8.5, 9), (5, 5.5), (4.5, 5)):
        said = clv(100, 100, line=line, close_line=close, fair=0.5, side="Over")
        assert clv(100, 100, line=line, close_line=close, fair=0.5) == said


def test_the_shares_of_the_home_side_are_not_those_of_the_away_side() -> None:
    assert worth(-0.5, -1.5, "home") == pytest.approx(2 * HOME_MARGINS[1])
    assert worth(-0.5, -1.5, "away") == pytest.approx(2 * HOME_MARGINS[-1])
    one_run = HOME_MARGINS[1] + HOME_MARGINS[-1]
    assert (one_run, HOME_MARGINS[-1] / 0.473) == pytest.approx((0.288, 0.241), abs=5e-4)
    assert math.fsum(HOME_MARGINS.values()) < 1


def test_other_shares_may_be_given() -> None:
    value = clv(100, 100, line=2.5, close_line=3.5, fair=0.5, side="over", landing={3: 0.2})
    assert value.expected_value == pytest.approx(0.4)


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
