"""How a price is written: read by one rule, its spelling kept, its fraction the simplest."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st

from mlbcore.odds import (
    Format,
    OddsError,
    Offer,
    Price,
    clv,
    overround,
    parlay,
)
from mlbcore.odds.exact import half_up, simplest
from mlbcore.odds.quoted import as_price
from mlbcore.testing import strategies


@given(
    strategies.decimals().map(str)
    | strategies.prices().map("{:+d}".format)
    | strategies.fractions()
    | st.integers(1, 9999).map(lambda share: f"{share / 100}%"),
    st.sampled_from(["", " "]),
)
def test_a_text_without_a_format_keeps_its_spelling(text: str, space: str) -> None:
    price = Price.parse(space + text + space)
    assert str(price) == text
    again = Price.parse(str(price))
    assert (again, str(again), again.format) == (price, text, price.format)


@given(
    st.sampled_from([format for format in Format if format is not Format.FRACTIONAL]),
    st.decimals("0.01", "0.99", places=2) | st.decimals("1.01", "99", places=2),
    st.sampled_from(["", "-", "+"]),
)
def test_a_price_of_any_format_keeps_its_spelling(
    format: Format, number: Decimal, sign: str
) -> None:
    text = f"{sign}{number * (100 if format is Format.AMERICAN else 1):f}"
    try:
        price = Price.parse(text, format.value.upper().replace("_", " "))
    except OddsError:
        reject()
    assert str(price) == text
    assert Price.parse(str(price), format) == price


def test_an_exact_fraction_is_not_taken_for_a_fractional_price() -> None:
    price = Price.from_decimal(Fraction(21, 11))
    assert (str(price), Price.parse(str(price))) == ("-110", price)
    assert repr(price) == "Price(Fraction(21, 11), 'decimal')"
    assert repr(Price.from_american(120)) == "Price('+120', 'american')"


@pytest.mark.parametrize(
    ("decimal", "fractional"),
    [
        ("1.91", "10/11"),
        (1.91, "10/11"),
        (np.float32(1.91), "10/11"),
        (21 / 11, "10/11"),
        ("2.5", "3/2"),
        ("1.8", "4/5"),
        (1.1, "1/10"),
        ("2", "1/1"),
        ("3", "2/1"),
        ("1.33", "1/3"),
        ("4.333", "10/3"),
        (1 + 100 / 110, "10/11"),
        (1 + 8 / 13, "8/13"),
        ("1.00000000000000000001", "1/66666666666666666667"),
        (Fraction(191, 100), "91/100"),
        (Fraction(100_001, 100_000), "1/100000"),
    ],
)
def test_a_decimal_is_the_simplest_fraction_it_was_rounded_from(
    decimal: Any, fractional: str
) -> None:
    assert Price.from_decimal(decimal).fractional == fractional


@given(st.integers(2, 6), st.data())
def test_the_fraction_of_a_decimal_rounds_to_it_and_none_is_simpler(
    places: int, data: st.DataObject
) -> None:
    size = 10**places
    units = data.draw(st.integers(size + 1, 50 * size))
    price = Price.parse(f"{units / size:.{places}f}", "decimal")
    over, under = map(int, price.fractional.split("/"))
    assert half_up((1 + Fraction(over, under)) * size) == units
    for smaller in range(1, min(under, 50)):
        nearest = half_up((price.decimal - 1) * smaller)
        assert all(
            half_up((1 + Fraction(n, smaller)) * size) != units
            for n in (nearest - 1, nearest, nearest + 1)
        )


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_a_simple_fraction_comes_back_from_its_float(over: int, under: int) -> None:
    decimal = 1 + over / under
    exact = Fraction(over, under)
    shown = Price.from_decimal(decimal).fractional
    # A short decimal stands for what was rounded to it.
    assert len(str(decimal)) < 17 or shown == f"{exact.numerator}/{exact.denominator}"


@given(st.fractions("0.001", 50), st.fractions("0.0001", 3))
def test_the_simplest_fraction_is_within_its_ends(low: Fraction, width: Fraction) -> None:
    found = simplest(low, low + width)
    assert low <= found < low + width
    assert all(
        not low <= Fraction(math.ceil(low * d), d) < low + width
        for d in range(1, min(found.denominator, 200))
    )


@given(strategies.fractions(), st.integers(1, 50))
def test_a_fraction_keeps_its_spelling_and_equals_its_multiples(text: str, times: int) -> None:
    price = Price.from_fractional(text)
    over, under = map(int, text.split("/"))
    assert Price.parse(str(price)).fractional == text
    assert price == Price.from_fractional(f"{times * over}/{times * under}")


def test_the_same_price_in_other_formats_is_equal() -> None:
    spelled = ["+150", "2.5", "6/4", "3/2", "40%"]
    assert len({Price.parse(text) for text in spelled}) == 1
    assert [str(Price.parse(text)) for text in spelled] == spelled
    assert Price.parse("6/4").fractional == "6/4"


def test_a_price_of_any_kind_is_read_by_one_rule() -> None:
    american, decimal = Price.from_american(-110), Price.from_decimal("1.91")
    value: Any
    for value in (american, -110, -110.0, "-110", Fraction(-110), np.int64(-110), Decimal(-110)):
        assert as_price(value) == american
        assert Offer("a", "home", value).price == american
        assert parlay([value]) == american
        assert clv(value, -110).cents == 0
        assert overround([value]) == overround([american])
    for value in (decimal, 1.91, "1.91", np.float64(1.91), np.float32(1.91), Decimal("1.91")):
        assert as_price(value) == decimal
        assert overround([value]) == pytest.approx(overround([decimal]), abs=1e-7)
    assert as_price("+120") == Price.from_american(120)
    assert as_price(120) == Price.from_american(120)
    assert as_price(120.0) == Price.from_decimal(120)


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
