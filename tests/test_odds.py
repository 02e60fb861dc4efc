"""Prices: laws over the whole legal range, exact where equality is claimed."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mlbcore.odds import (
    Format,
    OddsError,
    Price,
    american_to_decimal,
    american_to_probability,
    cents,
    decimal_to_american,
    decimal_to_probability,
    probability_to_american,
    probability_to_decimal,
)
from mlbcore.testing import strategies

AMERICAN = st.integers(100, 1_000_000) | st.integers(-1_000_000, -100)


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


def test_every_american_price_to_a_million_comes_back_from_arrays() -> None:
    up = np.arange(100, 1_000_001)
    americans = np.concatenate([up, -up])
    canonical = np.where(americans == -100, 100, americans)
    assert (decimal_to_american(american_to_decimal(americans)) == canonical).all()
    assert (probability_to_american(american_to_probability(americans)) == canonical).all()


@pytest.mark.slow
def test_every_american_price_to_a_million_comes_back_exactly() -> None:
    for size in range(100, 1_000_001):
        for american in (size, -size):
            price = Price.from_american(american)
            assert Price.from_decimal(price.decimal).american == price.american
            assert Price.from_fractional(price.fractional).american == price.american
            assert Price.from_probability(price.probability).american == price.american
            assert price.american == (american if american != -100 else 100)


@given(strategies.fractions(), st.integers(1, 50))
def test_a_fraction_keeps_its_spelling_and_equals_its_multiples(text: str, times: int) -> None:
    price = Price.from_fractional(text)
    over, under = map(int, text.split("/"))
    assert Price.parse(str(price)).fractional == text
    assert price == Price.from_fractional(f"{times * over}/{times * under}")


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


@given(st.text() | st.text("0123456789.+-/%eE_ "), st.none() | st.sampled_from(Format))
@example("1e999999999", None)
@example("9" * 5000, None)
@example("1/" + "9" * 5000, None)
@example("0e999999999%", None)
def test_any_text_is_a_price_or_an_error_that_says_so(text: str, format: Format | None) -> None:
    try:
        price = Price.parse(text, format)
    except OddsError:
        return
    assert price.decimal > 1
    assert math.isfinite(price.decimal)
    assert Price.parse(str(price), price.format) == price


@given(AMERICAN, AMERICAN)
def test_cents_go_through_even_money_and_back(one: int, other: int) -> None:
    assert cents(one, other) == -cents(other, one)
    assert (cents(one, other) > 0) == (Price.from_american(other) > Price.from_american(one))


def test_cents_are_counted_as_bettors_do() -> None:
    assert (cents(-105, 105), cents(-110, 105), cents(-125, -150)) == (10, 15, -25)


def test_every_reference_price_is_matched(shared: Path) -> None:
    cases = json.loads((shared / "data" / "odds_reference.json").read_text("utf-8"))["cases"]
    seen = {"convert": 0, "fractional": 0}
    for case in cases:
        if case["kind"] in seen:
            seen[case["kind"]] += 1
            globals()[f"check_{case['kind']}"](case)
    assert min(seen.values()) > 10


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
