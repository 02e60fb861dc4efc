"""The one rule by which a price of any kind is read."""

from __future__ import annotations

from fractions import Fraction
from numbers import Integral
from typing import TypeAlias

from mlbcore.odds.exact import EVEN, fraction, whole
from mlbcore.odds.numbers import american_to_probability
from mlbcore.odds.price import Format, Price

Quoted: TypeAlias = Price | int | float | Fraction | str


def as_price(value: Quoted) -> Price:
    """A Price as it is, and a text as ``Price.parse`` reads it.

    A whole number of an integer type is American, and of any type from -100 down; every other
    number is decimal.
    """
    if isinstance(value, Price):
        return value
    if isinstance(value, str):
        return Price.parse(value)
    if _is_american(value):
        return Price.from_american(whole(value, "price"))
    return Price.from_decimal(value)


def implied(value: Quoted) -> float:
    """The probability a price of any kind implies, as a float."""
    price = as_price(value)
    if price.format is Format.AMERICAN:
        return american_to_probability(price.american)
    return float(price.probability)


def as_decimal(value: Price | float | Fraction) -> Fraction:
    """The exact payout where a number of any type is a decimal price."""
    return value.decimal if isinstance(value, Price) else Price.from_decimal(value).decimal


def _is_american(value: object) -> bool:
    if isinstance(value, Integral):
        return True
    if isinstance(value, float) and value > 1:
        return False
    exact = fraction(value, "price")
    return exact <= -EVEN and exact.denominator == 1
