"""Prices: laws over the whole legal range, exact where equality is claimed."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlbcore.odds import (
    Format,
    Price,
    american_to_decimal,
    american_to_probability,
    cents,
    decimal_to_american,
    decimal_to_probability,
    probability_to_american,
    probability_to_decimal,
)
from mlbcore.odds.exact import half_up
from mlbcore.odds.quoted import Quoted, as_price
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


@given(st.integers(100, 1_000_000))
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


EXACT = st.fractions(Fraction(10_001, 10_000), 10_001, max_denominator=10_000)


@given(EXACT)
def test_the_american_price_is_the_nearest_to_any_exact_one(decimal: Fraction) -> None:
    net = decimal - 1
    exact = 100 * net if net >= 1 else -100 / net
    american = Price.from_decimal(decimal).american
    assert abs(american - exact) <= Fraction(1, 2) or (american == 100 and -exact < 100.5)
    if exact.denominator == 1:
        assert Price.from_american(american).decimal == decimal


@given(st.floats(1 + 1e-6, 1e6) | st.floats(1.99, 2.01))
def test_no_decimal_is_ever_minus_100(decimal: float) -> None:
    answers = [
        Price.from_decimal(decimal).american,
        decimal_to_american(decimal),
        int(decimal_to_american([decimal])[0]),
        probability_to_american(1 / decimal),
    ]
    assert all(american >= 100 or american < -100 for american in answers)
    assert abs(answers[0] - answers[1]) <= 1
    assert answers[1] == answers[2]


@given(strategies.quoted_prices(), strategies.quoted_prices())
def test_prices_of_any_kind_are_ordered_and_equal_by_payout(one: Quoted, other: Quoted) -> None:
    first, second = as_price(one), as_price(other)
    assert first.probability == 1 / first.decimal
    assert (first < second) == (first.decimal < second.decimal)
    assert (first == second) == (hash(first) == hash(second) and first.decimal == second.decimal)
    assert (first > second) == (first.probability < second.probability)


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
        ("1.995", -101),
        ("1.9951", 100),
        ("3.125000", 213),
        ("1.47", -213),
        ("1.004", -25000),
    ],
)
def test_rounding_is_half_up_and_even_money_is_plus_100(decimal: str, american: int) -> None:
    assert Price.from_decimal(decimal).american == american
    assert decimal_to_american(float(decimal)) == american
    assert decimal_to_american([float(decimal)]).tolist() == [american]


@pytest.mark.parametrize("places", [2, 3, 6])
@given(american=AMERICAN)
def test_a_decimal_rounded_half_up_is_what_the_books_print(places: int, american: int) -> None:
    """What two places lose of a long favourite is no fault; the quoted price stays the truth."""
    exact = Price.from_american(american).decimal
    printed = f"{half_up(exact * 10**places) / 10**places:.{places}f}"
    assume(float(printed) > 1)
    price = Price.from_decimal(printed)
    assert str(price) == printed
    if american >= 100 or (places == 6 and american >= -10_000):
        assert price.american == Price.from_american(american).american


def test_even_money_is_one_in_every_format() -> None:
    even = Price.parse("evens")
    assert {even.hong_kong, even.malay, even.indonesian} == {Fraction(1)}
    assert (Price.parse("-1", "malay"), Price.parse("-1", "indonesian")) == (even, even)
    assert Price.parse("100") == even
    assert Price.parse("150") == Price.from_american(150)
    assert Price.parse("99") == Price.from_decimal(99)


@pytest.mark.parametrize("text", ["evens", "EVEN", "Even", "+100", "-100", "1/1", "2.0", "50%"])
def test_even_money_is_even_money_however_it_is_written(text: str) -> None:
    assert Price.parse(text).american == 100


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
