"""Prices and vig: laws over the whole legal range, exact where equality is claimed."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.odds import (
    Format,
    OddsError,
    Price,
    american_to_decimal,
    american_to_probability,
    booksum,
    cents,
    decimal_to_american,
    decimal_to_probability,
    devig,
    hold,
    overround,
    probability_to_american,
    probability_to_decimal,
)
from mlbcore.testing import strategies

METHODS = ("multiplicative", "additive", "power", "shin", "odds_ratio", "goto")
AMERICAN = st.integers(100, 1_000_000) | st.integers(-1_000_000, -100)
DECIMALS = st.floats(1.02, 60)


def fair(decimals: list[float], method: str) -> list[float] | None:
    """The answer, or None where the method says that it has none."""
    try:
        return devig(decimals, method)
    except OddsError:
        return None


@given(AMERICAN)
def test_every_american_price_comes_back_from_every_exact_form(american: int) -> None:
    price = Price.from_american(american)
    same = 100 if american == -100 else american
    assert price.american == same
    assert Price.from_decimal(price.decimal).american == same
    assert Price.from_probability(price.probability).american == same
    assert Price.from_fractional(price.fractional).american == same


@given(AMERICAN)
def test_every_american_price_comes_back_from_the_plain_numbers(american: int) -> None:
    same = 100 if american == -100 else american
    assert decimal_to_american(american_to_decimal(american)) == same
    assert probability_to_american(american_to_probability(american)) == same
    assert probability_to_decimal(decimal_to_probability(american_to_decimal(american))) == (
        pytest.approx(american_to_decimal(american), rel=1e-15)
    )


def test_arrays_give_what_numbers_give() -> None:
    americans = [a for a in range(-1200, 1201) if abs(a) >= 100] + [10**6, -(10**6)]
    decimals = american_to_decimal(americans)
    implied = american_to_probability(americans)
    assert decimals == pytest.approx([american_to_decimal(a) for a in americans], rel=1e-15)
    assert implied == pytest.approx([american_to_probability(a) for a in americans], rel=1e-15)
    canonical = [100 if a == -100 else a for a in americans]
    assert decimal_to_american(decimals).tolist() == canonical
    assert probability_to_american(implied).tolist() == canonical
    assert decimal_to_probability(decimals) == pytest.approx(implied)
    assert probability_to_decimal(implied) == pytest.approx(decimals)


@given(st.integers(100, 100_000))
def test_a_fair_pair_is_exactly_fair(price: int) -> None:
    assert american_to_probability(price) + american_to_probability(-price) == 1
    assert Price.from_american(price).probability + Price.from_american(-price).probability == 1


@given(AMERICAN, AMERICAN)
def test_prices_are_ordered_and_equal_by_payout(one: int, other: int) -> None:
    first, second = Price.from_american(one), Price.from_american(other)
    assert (first < second) == (first.decimal < second.decimal)
    assert (first == second) == (hash(first) == hash(second) and first.decimal == second.decimal)
    assert (first > second) == (first.probability < second.probability)


def test_the_same_price_in_other_formats_is_equal() -> None:
    spelled = ["+150", "2.5", "6/4", "3/2", "40%"]
    assert len({Price.parse(text) for text in spelled}) == 1
    assert [str(Price.parse(text)) for text in spelled] == spelled
    assert Price.parse("6/4").fractional == "6/4"


@given(AMERICAN, st.sampled_from([Format.HONG_KONG, Format.MALAY, Format.INDONESIAN]))
def test_asian_formats_come_back(american: int, format: Format) -> None:
    price = Price.from_american(american)
    number: Fraction = getattr(price, format.value)
    assert Price.parse(f"{number.numerator / number.denominator:.12f}", format).american in (
        price.american,
        # twelve places do not hold a long favourite exactly
        price.american - 1,
        price.american + 1,
    )


@pytest.mark.parametrize(
    ("decimal", "american"),
    [
        ("1.91", -110),
        ("3.125", 213),
        ("2.025", 103),
        ("1.9975", 100),
        ("1.996", 100),
        ("1.9999", 100),
        ("2", 100),
    ],
)
def test_rounding_is_half_up_and_even_money_is_plus_100(decimal: str, american: int) -> None:
    assert Price.from_decimal(decimal).american == american
    assert decimal_to_american(float(decimal)) == american
    assert decimal_to_american([float(decimal)]).tolist() == [american]


@pytest.mark.parametrize("text", ["evens", "EVEN", "Even", "+100", "-100", "1/1", "2.0", "50%"])
def test_even_money_is_even_money_however_it_is_written(text: str) -> None:
    assert Price.parse(text).american == 100


BAD = [0, 50, -99, 99.5, 110.5, math.nan, math.inf, -math.inf, True, None, "x", 10**12]


@pytest.mark.parametrize("value", BAD, ids=str)
def test_what_is_no_american_price_is_named(value: Any) -> None:
    with pytest.raises(OddsError):
        Price.from_american(value)


@pytest.mark.parametrize("value", [1, 1.0, 0.5, 0, -2, math.nan, math.inf, "x", "", None, True])
def test_what_is_no_decimal_price_is_named(value: Any) -> None:
    with pytest.raises(OddsError):
        Price.from_decimal(value)


@pytest.mark.parametrize("value", [0, 1, 1.5, -0.1, math.nan, "x", None])
def test_what_is_no_probability_is_named(value: Any) -> None:
    with pytest.raises(OddsError):
        Price.from_probability(value)


@pytest.mark.parametrize("text", ["6/0", "-6/4", "0/1", "6", "6/4/2", "a/b", "", "/", "1.5/2"])
def test_what_is_no_fractional_price_is_named(text: str) -> None:
    with pytest.raises(OddsError):
        Price.from_fractional(text)


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("1.5", "malay"),
        ("0.5", "indonesian"),
        ("-0.5", "hong_kong"),
        ("0", "malay"),
        ("+99", None),
        ("-1O5", None),
        ("0.9", None),
        ("120%", None),
        ("pick", None),
    ],
)
def test_what_is_no_price_in_its_format_is_named(text: str, format: str | None) -> None:
    with pytest.raises(OddsError):
        Price.parse(text, format)


@pytest.mark.parametrize(
    "convert",
    [
        lambda: american_to_decimal([-110, 50]),
        lambda: american_to_probability([-110, math.nan]),
        lambda: decimal_to_american([2, 1]),
        lambda: decimal_to_probability([2, math.inf]),
        lambda: probability_to_decimal([0.5, 0]),
        lambda: probability_to_american([0.5, 1]),
        lambda: american_to_decimal(["x"]),  # type: ignore[list-item]
        lambda: decimal_to_american(math.nan),
        lambda: probability_to_decimal(math.nan),
    ],
)
def test_a_bad_value_in_an_array_is_an_error(convert: Any) -> None:
    with pytest.raises(OddsError):
        convert()


@given(AMERICAN, AMERICAN)
def test_cents_go_through_even_money_and_back(one: int, other: int) -> None:
    assert cents(one, other) == -cents(other, one)
    assert (cents(one, other) > 0) == (Price.from_american(other) > Price.from_american(one))


def test_cents_are_counted_as_bettors_do() -> None:
    assert (cents(-105, 105), cents(-110, 105), cents(-125, -150)) == (10, 15, -25)


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


@given(st.lists(DECIMALS, min_size=2, max_size=8), st.sampled_from(METHODS), st.randoms())
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


@given(st.lists(DECIMALS, min_size=2, max_size=8), st.sampled_from(METHODS))
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


@given(st.floats(1.05, 1.8), st.floats(0.001, 0.08))
def test_no_method_gives_the_favourite_less_than_multiplicative(
    favourite: float, margin: float
) -> None:
    other = 1 / (1 + margin - 1 / favourite)
    least = devig([favourite, other])[0]
    answers = [fair([favourite, other], method) for method in METHODS]
    assert all(answer is None or answer[0] >= least - 1e-9 for answer in answers)


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


def test_every_reference_case_is_matched(shared: Path) -> None:
    cases = json.loads((shared / "data" / "odds_reference.json").read_text("utf-8"))["cases"]
    seen = {"devig": 0, "convert": 0, "fractional": 0}
    for case in cases:
        if case["kind"] in seen:
            seen[case["kind"]] += 1
            globals()[f"check_{case['kind']}"](case)
    assert min(seen.values()) > 10


def check_devig(case: dict[str, Any]) -> None:
    answer = fair(case["decimal"], case["method"])
    if answer is None:
        assert not case["all_in_unit_interval"], case["id"]
        return
    expected = [float(value) for value in case["expected"]]
    assert answer == pytest.approx(expected, abs=case["tolerance"]["abs"], rel=0), case["id"]


def check_convert(case: dict[str, Any]) -> None:
    price, expected = Price.from_american(case["american"]), case["expected"]
    assert price.decimal == Fraction(expected["decimal"])
    assert price.probability == Fraction(expected["prob"])
    assert price.fractional == expected["fractional_reduced"]
    assert american_to_decimal(case["american"]) == pytest.approx(
        expected["decimal_float"], rel=1e-12
    )


def check_fractional(case: dict[str, Any]) -> None:
    price, expected = Price.from_fractional(case["fractional"]), case["expected"]
    assert price.decimal == Fraction(expected["decimal_exact"])
    assert price == Price.from_fractional(expected["reduced"])


@given(strategies.prices())
def test_the_strategy_of_prices_draws_canonical_ones(price: int) -> None:
    assert Price.from_american(price).american == price
