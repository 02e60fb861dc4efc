"""Removing the vig: the laws of every method, and of one market as of many."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mlbcore.odds import OddsError, Price, booksum, devig, devig_many, hold, overround
from mlbcore.testing import strategies

METHODS = ("multiplicative", "additive", "power", "shin", "odds_ratio", "goto")
DECIMALS = strategies.decimals()
# Powers of e below this are 0 as floats.
TINY = math.log(5e-324) + 1


def fair(decimals: list[float], method: str) -> list[float] | None:
    """The answer, or None where the method says that it has none."""
    try:
        return devig(decimals, method)
    except OddsError:
        return None


def test_hold_and_overround_are_two_things() -> None:
    assert overround([-110, -110]) == pytest.approx(1 / 21)
    assert hold([-110, -110]) == pytest.approx(1 / 22)
    mixed: list[Price | float] = [Price.parse("6/4"), 2.5, -150]
    assert booksum(mixed) == pytest.approx(0.4 + 0.4 + 0.6)
    assert hold([2.1, 2.1]) == pytest.approx(-0.05)


def smallest_of_power(decimals: list[float]) -> float:
    """The logarithm of the smallest power that sums to 1 with the others, by bisection."""
    logs = [-math.log(decimal) for decimal in decimals]
    low, high = 0.0, 1e7
    for _ in range(200):
        k = (low + high) / 2
        low, high = (k, high) if math.fsum(math.exp(k * log) for log in logs) > 1 else (low, k)
    return low * min(logs)


@given(strategies.decimal_markets(), st.sampled_from((*METHODS, "best")))
@example([21.0, 1.00390625, 1.001953125], "power")
@example([1.001, 1.001, 3.0], "power")
@example([1.0001, 1.0001, 1.12], "best")
def test_fair_probabilities_sum_to_one_and_keep_the_order(
    decimals: list[float], method: str
) -> None:
    answer = fair(decimals, method)
    if answer is None:
        long_shot_of_power = method == "power" and smallest_of_power(decimals) < TINY
        assert method in ("additive", "goto") or long_shot_of_power
        return
    assert math.fsum(answer) == pytest.approx(1, abs=1e-12)
    assert all(0 < p < 1 for p in answer)
    order = sorted(range(len(decimals)), key=lambda i: -decimals[i])
    assert all(answer[low] <= answer[high] + 1e-12 for low, high in pairwise(order))


@given(strategies.decimal_markets(), st.sampled_from((*METHODS, "best")), st.randoms())
def test_devig_does_not_depend_on_the_order(
    decimals: list[float], method: str, chance: Any
) -> None:
    places = list(range(len(decimals)))
    chance.shuffle(places)
    straight = fair(decimals, method)
    mixed = fair([decimals[place] for place in places], method)
    assert (straight is None) == (mixed is None)
    if straight is not None and mixed is not None:
        assert mixed == pytest.approx([straight[place] for place in places], abs=1e-12)


@given(strategies.decimal_markets(), st.sampled_from((*METHODS, "best")))
def test_what_is_fair_already_comes_back(decimals: list[float], method: str) -> None:
    answer = fair(decimals, "multiplicative")
    assert answer is not None
    again = devig([1 / p for p in answer], method)
    assert again == pytest.approx(answer, abs=1e-7)


@given(DECIMALS, st.integers(2, 20), st.sampled_from((*METHODS, "best")))
def test_equal_prices_are_equally_probable(decimal: float, count: int, method: str) -> None:
    assert devig([decimal] * count, method) == pytest.approx([1 / count] * count, abs=1e-12)


@given(st.lists(st.floats(0.05, 1), min_size=2, max_size=20), st.floats(0.9, 1.3))
def test_with_vig_no_method_gives_the_favourite_less_than_multiplicative_and_without_none_more(
    weights: list[float], total: float
) -> None:
    quoted = [total * weight / sum(weights) for weight in weights]
    assume(max(quoted) < 0.99)
    decimals = [1 / p for p in quoted]
    favourite = quoted.index(max(quoted))
    plain = devig(decimals)[favourite]
    for answer in (fair(decimals, method) for method in METHODS):
        if answer is not None:
            more = answer[favourite] - plain
            assert (more if total >= 1 else -more) >= -1e-9


@given(DECIMALS, DECIMALS)
def test_for_two_outcomes_shin_is_additive(one: float, other: float) -> None:
    shin = devig([one, other], "shin")
    assert shin == devig([one, other], "additive")
    assert shin[0] - shin[1] == pytest.approx(1 / one - 1 / other, abs=1e-12)


@given(DECIMALS, DECIMALS)
def test_for_two_outcomes_the_odds_ratio_is_the_logit(one: float, other: float) -> None:
    """Half the difference of the log odds: what the vig took from both alike."""
    log_odds = (math.log(other - 1) - math.log(one - 1)) / 2
    wanted = 1 / (1 + math.exp(-log_odds))
    assert devig([one, other], "odds_ratio")[0] == pytest.approx(wanted, abs=1e-12)


@given(strategies.decimal_markets())
def test_best_is_shin_with_vig_and_power_without_and_always_answers(decimals: list[float]) -> None:
    method = "shin" if math.fsum(1 / decimal for decimal in decimals) > 1 else "power"
    assert devig(decimals, "best") == devig(decimals, method)


def test_best_of_many_markets_is_chosen_row_by_row() -> None:
    rows = [[1.5, 3.9, 7.0], [2.5, 4.9, 9.0], [3.0, 3.0, 3.0], [1.2, 9.0, 15.0]]
    best = devig_many(rows, "best").tolist()
    assert best == [pytest.approx(devig(row, "best"), abs=1e-12) for row in rows]
    assert best[0] == pytest.approx(devig(rows[0], "shin"), abs=1e-12)
    assert best[0] != pytest.approx(devig(rows[0], "power"), abs=1e-4)
    assert best[1] == pytest.approx(devig(rows[1], "power"), abs=1e-12)


def test_a_price_is_taken_for_its_decimal() -> None:
    assert devig([Price.parse("-110"), 2.1]) == devig([21 / 11, 2.1])


@pytest.mark.parametrize("method", ["additive", "goto"])
def test_additive_and_goto_say_when_they_leave_0_to_1(method: str) -> None:
    with pytest.raises(OddsError, match="leaves 0 to 1"):
        devig([1.01, 26, 101], method)
    with pytest.raises(OddsError, match="row 1: it leaves 0 to 1"):
        devig_many([[2.9, 2.9, 2.9], [1.01, 26, 101]], method)


def reference(shared: Path, kind: str) -> list[dict[str, Any]]:
    cases = json.loads((shared / "data" / "odds_reference.json").read_text("utf-8"))["cases"]
    return [case for case in cases if case["kind"] == kind]


def test_every_reference_market_is_matched(shared: Path) -> None:
    cases = reference(shared, "devig")
    assert len(cases) > 10
    for case in cases:
        answer = fair(case["decimal"], case["method"])
        if answer is None:
            assert not case["all_in_unit_interval"], case["id"]
            continue
        expected = [float(value) for value in case["expected"]]
        assert answer == pytest.approx(expected, abs=case["tolerance"]["abs"], rel=0), case["id"]


@given(st.integers(2, 8), st.data(), st.sampled_from((*METHODS, "best")))
def test_many_markets_are_answered_as_one_by_one(width: int, data: Any, method: str) -> None:
    shape = st.tuples(st.integers(0, 5), st.just(width))
    markets = data.draw(arrays.arrays(np.float64, shape, elements=DECIMALS))
    singly = [fair(row, method) for row in markets.tolist()]
    if None in singly:
        with pytest.raises(OddsError, match=f"row {singly.index(None)}:"):
            devig_many(markets, method)
    else:
        assert devig_many(markets, method).tolist() == [pytest.approx(row) for row in singly]


def test_many_markets_are_as_strict_to_the_ends_and_the_last_row() -> None:
    rows = np.full((10_000, 3), 2.9)
    assert devig_many(rows, "power")[-1].tolist() == pytest.approx([1 / 3] * 3)
    rows[-1] = [1.01, 26, 101]
    with pytest.raises(OddsError, match="row 9999"):
        devig_many(rows, "goto")
    with pytest.raises(OddsError, match="too near"):
        devig_many([[1.0000000001, 1e300]])


def test_many_markets_leave_the_callers_array_alone() -> None:
    markets = np.array([[1.9, 2.0, 9.0]] * 3)
    for method in (*METHODS, "best"):
        devig_many(markets, method)
    assert (markets == [1.9, 2.0, 9.0]).all()
