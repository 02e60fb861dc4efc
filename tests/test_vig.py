"""Removing the vig: the laws of every method, and of one market as of many."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mlbcore.odds import OddsError, Price, booksum, devig, devig_many, hold, overround
from mlbcore.testing import strategies

METHODS = ("multiplicative", "additive", "power", "shin", "odds_ratio", "goto")
DECIMALS = strategies.decimals()


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


@given(st.lists(DECIMALS, min_size=2, max_size=20), st.sampled_from((*METHODS, "best")))
def test_fair_probabilities_sum_to_one_and_keep_the_order(
    decimals: list[float], method: str
) -> None:
    answer = fair(decimals, method)
    if answer is None:
        assert method not in ("multiplicative", "power", "odds_ratio", "best")
        return
    assert math.fsum(answer) == pytest.approx(1, abs=1e-9)
    assert all(0 < p < 1 for p in answer)
    order = sorted(range(len(decimals)), key=lambda i: -decimals[i])
    assert all(answer[low] <= answer[high] + 1e-12 for low, high in pairwise(order))


@given(st.lists(DECIMALS, min_size=2, max_size=20), st.sampled_from(METHODS), st.randoms())
def test_devig_does_not_depend_on_the_order(
    decimals: list[float], method: str, chance: Any
) -> None:
    places = list(range(len(decimals)))
    chance.shuffle(places)
    straight = fair(decimals, method)
    mixed = fair([decimals[place] for place in places], method)
    assert (straight is None) == (mixed is None)
    if straight is not None and mixed is not None:
        assert mixed == pytest.approx([straight[place] for place in places], abs=1e-9)


@given(st.lists(DECIMALS, min_size=2, max_size=20), st.sampled_from(METHODS))
def test_what_is_fair_already_comes_back(decimals: list[float], method: str) -> None:
    answer = fair(decimals, "multiplicative")
    assert answer is not None
    again = devig([1 / p for p in answer], method)
    assert again == pytest.approx(answer, abs=1e-7)


@given(DECIMALS, st.integers(2, 20), st.sampled_from(METHODS))
def test_equal_prices_are_equally_probable(decimal: float, count: int, method: str) -> None:
    answer = fair([decimal] * count, method)
    if answer is not None:
        assert answer == pytest.approx([1 / count] * count, abs=1e-9)


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
    assert fair([one, other], "shin") == fair([one, other], "additive")


@pytest.mark.parametrize(
    ("decimals", "method"),
    [
        ([], "power"),
        ([2.1], "power"),
        ([2.0, 1.0], "power"),
        ([2.0, math.nan], "power"),
        ([2.0, 2.0], "magic"),
        ([1.01, 26, 101], "additive"),
        ([1.01, 26, 101], "goto"),
    ],
)
def test_devig_says_when_it_has_no_answer(decimals: list[float], method: str) -> None:
    with pytest.raises(OddsError):
        devig(decimals, method)


def test_devig_leaves_the_callers_list_alone_and_takes_any_sequence() -> None:
    decimals = [1.9, 2.0]
    devig(decimals, "power")
    assert decimals == [1.9, 2.0]
    assert devig(np.array(decimals), "shin") == devig((1.9, 2.0), "shin")  # type: ignore[arg-type]


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


@pytest.mark.parametrize(
    ("markets", "method"),
    [
        ([1.9, 2.0], "power"),
        ([[1.9], [2.0]], "power"),
        ([[1.9, 2.0], [1.9]], "power"),
        ([[1.9, math.nan]], "power"),
        ([[1.9, 1.0]], "shin"),
        ([["1.9", "x"]], "shin"),
        ([[1.9, 2.0]], "magic"),
        (1.9, "multiplicative"),
    ],
)
def test_what_is_not_many_markets_is_an_error(markets: Any, method: str) -> None:
    with pytest.raises(OddsError):
        devig_many(markets, method)


def test_many_markets_leave_the_callers_array_alone() -> None:
    markets = np.array([[1.9, 2.0, 9.0]] * 3)
    for method in (*METHODS, "best"):
        devig_many(markets, method)
    assert (markets == [1.9, 2.0, 9.0]).all()
