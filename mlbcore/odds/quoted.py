"""The one rule by which a price of any kind is read."""

from __future__ import annotations

from fractions import Fraction
from numbers import Integral
from typing import TypeAlias, TypeGuard

from mlbcore.odds.exact import EVEN, number
from mlbcore.odds.numbers import american_to_probability, decimal_to_probability
from mlbcore.odds.price import Format, Price

Quoted: TypeAlias = Price | int | float | Fraction | str

# Not int | Integral where they are used, which would be made anew for every price.
WHOLE = (int, Integral)


def as_price(value: Quoted) -> Price:
    """A Price as it is, and a text as ``Price.parse`` reads it.

    A number of an integer type is American, and of any type from -100 down; any other is decimal.
    """
    if isinstance(value, Price):
        return value
    if isinstance(value, str):
        return Price.parse(value)
    return Price.from_american(value) if _is_american(value) else Price.from_decimal(value)


def implied(value: Quoted) -> float:
    """The probability a price of any kind implies, as a float."""
    if isinstance(value, Price | str):
        price = as_price(value)
        if price.format is not Format.AMERICAN:
            return float(price.probability)
        value = price.american
    if _is_american(value):
        return american_to_probability(value)
    return decimal_to_probability(number(value, "price"))


def as_decimal(value: Price | float | Fraction) -> Fraction:
    """The exact payout where a number of any type is a decimal price."""
    return value.decimal if isinstance(value, Price) else Price.from_decimal(value).decimal


def _is_american(value: object) -> TypeGuard[int]:
    return isinstance(value, WHOLE) or number(value, "price") <= -EVEN
