"""A price: exact, in any format, and as it was quoted."""

from __future__ import annotations

import math
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import total_ordering
from numbers import Integral, Rational

from attrs import field, frozen

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import EVEN, american_of, check_american, fraction, shown, simplest


class Format(StrEnum):
    AMERICAN = "american"
    DECIMAL = "decimal"
    FRACTIONAL = "fractional"
    PROBABILITY = "probability"
    HONG_KONG = "hong_kong"
    MALAY = "malay"
    INDONESIAN = "indonesian"


EVENS = ("evens", "even", "evs")
# A float of so many digits is not a number that was rounded to them.
FLOAT_DIGITS = 16


@total_ordering
@frozen(eq=False, repr=False)
class Price:
    """What a bet pays. Prices are equal, and ordered, by payout, whatever format they came in.

    Made by ``from_american``, ``from_decimal``, ``from_fractional``, ``from_probability`` or
    ``parse``, which raise OddsError for what is no price.
    """

    value: int | Fraction = field()
    format: Format = Format.AMERICAN
    quoted: str | None = None

    @classmethod
    def from_american(cls, american: int) -> Price:
        """-110 or 150; +100 is even money, and -100 the same."""
        return cls(check_american(american))

    @classmethod
    def from_decimal(cls, decimal: float | str | Fraction) -> Price:
        """The total return per unit staked, above 1; a float is the number it prints as."""
        exact = fraction(decimal, "decimal price")
        if exact <= 1:
            raise OddsError(f"decimal price {decimal!r} is not above 1")
        return cls(exact, Format.DECIMAL, _spelling(decimal))

    @classmethod
    def from_fractional(cls, text: str) -> Price:
        """Profit to stake: "6/4" keeps its spelling; "evens" is 1/1."""
        return cls(_fractional(text) + 1, Format.FRACTIONAL, text.strip())

    @classmethod
    def from_probability(cls, probability: float | str | Fraction) -> Price:
        """The price that implies the probability, between 0 and 1 and neither of them."""
        exact = fraction(probability, "probability")
        if not 0 < exact < 1:
            raise OddsError(f"probability {probability!r} is not between 0 and 1")
        return cls(1 / exact, Format.PROBABILITY, _spelling(probability))

    @classmethod
    def parse(cls, text: str, format: Format | str | None = None) -> Price:
        """A price as people write it: -110, +150, 1.91, 6/4, evens, 52.4%.

        Without a format a number with a sign, or of 100 or more without a point, is American, and
        any other decimal. A format is named in any case: "american", "Hong Kong".
        """
        if not isinstance(text, str):
            raise OddsError(f"{shown(text)} is not the text of a price")
        return _parse(text, _guess(text) if format is None else _format(format))

    @property
    def decimal(self) -> Fraction:
        """The total return per unit staked, exactly."""
        value = self.value
        if self.format is not Format.AMERICAN:
            return Fraction(value)
        return 1 + (Fraction(value, EVEN) if value > 0 else Fraction(EVEN, -int(value)))

    @property
    def probability(self) -> Fraction:
        """The implied probability, exactly."""
        return 1 / self.decimal

    @property
    def american(self) -> int:
        """The nearest American price; a half goes away from zero, and even money is +100."""
        if self.format is Format.AMERICAN:
            return int(self.value)
        return american_of(self.decimal)

    @property
    def fractional(self) -> str:
        """Profit to stake, as quoted where it was quoted so, else in lowest terms.

        Of a decimal quoted as a text or a float the simplest fraction that rounds to it, half up,
        at its number of places, two at least: 10/11 for 1.91. Of a float of sixteen digits or more
        the simplest that gives it when 1 is added.
        """
        if self.format is Format.FRACTIONAL and self.quoted and "/" in self.quoted:
            return self.quoted
        net = self.decimal - 1
        if self.format is Format.DECIMAL and self.quoted:
            net = _simplest_net(self.quoted)
        return f"{net.numerator}/{net.denominator}"

    @property
    def hong_kong(self) -> Fraction:
        """Profit per unit staked."""
        return self.decimal - 1

    @property
    def malay(self) -> Fraction:
        """Profit per unit, up to 1; for an underdog minus the stake per unit won."""
        net = self.decimal - 1
        return net if net <= 1 else -1 / net

    @property
    def indonesian(self) -> Fraction:
        """The American price in units of 100: at least 1 either way."""
        net = self.decimal - 1
        return net if net >= 1 else -1 / net

    def __str__(self) -> str:
        return self.quoted or f"{self.american:+d}"

    def __repr__(self) -> str:
        known = str(self) if self.quoted or self.format is Format.AMERICAN else self.value
        return f"Price({known!r}, {self.format.value!r})"

    def __eq__(self, other: object) -> bool:
        return self.decimal == other.decimal if isinstance(other, Price) else NotImplemented

    def __lt__(self, other: Price) -> bool:
        return self.decimal < other.decimal if isinstance(other, Price) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.decimal)


def _spelling(value: object) -> str | None:
    """A number as it was written; an exact fraction is not, and 21/11 would read as 32/11."""
    if isinstance(value, Rational) and not isinstance(value, Integral):
        return None
    return str(value).strip()


def _simplest_net(decimal: str) -> Fraction:
    """The simplest profit to stake that a decimal price can have been rounded from."""
    written = Decimal(decimal).as_tuple()
    # Prices are quoted to two places: 1.8 is 1.80, which 3/4 is not.
    exact, places = fraction(decimal, "decimal price"), max(2, -int(written.exponent))
    low = exact - Fraction(1, 2 * 10**places)
    high = exact + Fraction(1, 2 * 10**places)
    value = float(decimal)
    if len(written.digits) >= FLOAT_DIGITS and str(value) == decimal:
        # Half the last bit for adding 1, and at most half as much for what it was added to.
        lost = Fraction(math.ulp(value)) * 3 / 4
        low, high = min(low, Fraction(value) - lost), max(high, Fraction(value) + lost)
    return simplest(low - 1, high - 1)


def _format(name: str) -> Format:
    plain = name.strip().lower().replace(" ", "_") if isinstance(name, str) else ""
    try:
        return Format("hong_kong" if plain == "hongkong" else plain)
    except ValueError as error:
        raise OddsError(f"format {shown(name)} is not one of {', '.join(Format)}") from error


def _fractional(text: str) -> Fraction:
    if not isinstance(text, str):
        raise OddsError(f"{shown(text)} is not the text of a fractional price")
    if text.strip().lower() in EVENS:
        return Fraction(1)
    over, slash, under = text.partition("/")
    if not slash or not over.strip().isdecimal() or not under.strip().isdecimal():
        raise OddsError(f"{text!r} is not a fractional price like 6/4")
    profit, stake = fraction(over, "profit"), fraction(under, "stake")
    if profit == 0 or stake == 0:
        raise OddsError(f"{text!r} has a zero")
    return profit / stake


def _guess(text: str) -> Format:
    plain = text.strip()
    if plain.lower() in EVENS:
        return Format.FRACTIONAL
    if not any(character.isdecimal() for character in plain):
        raise OddsError(f"{text!r} is not a price like -110, +150, 1.91, 6/4, evens or 52.4%")
    if plain.endswith("%"):
        return Format.PROBABILITY
    if "/" in plain:
        return Format.FRACTIONAL
    if plain[:1] in ("+", "-") or (plain.isdecimal() and len(plain.lstrip("0")) > 2):
        return Format.AMERICAN
    return Format.DECIMAL


def _parse(text: str, format: Format) -> Price:
    plain = text.strip()
    if format is Format.FRACTIONAL:
        return Price.from_fractional(plain)
    if format is Format.PROBABILITY and plain.endswith("%"):
        return Price(1 / _percent(plain), format, plain)
    number = fraction(plain, f"{format} price")
    if format is Format.AMERICAN:
        if number.denominator != 1:
            raise OddsError(f"American price {text!r} is not a whole number")
        return Price(check_american(int(number)), format, plain)
    if format is Format.PROBABILITY:
        return Price.from_probability(plain)
    if format is Format.DECIMAL:
        return Price.from_decimal(plain)
    return Price(1 + _net(number, format, text), format, plain)


def _percent(text: str) -> Fraction:
    share = fraction(text[:-1], "probability") / 100
    if not 0 < share < 1:
        raise OddsError(f"probability {text!r} is not between 0% and 100%")
    return share


def _net(number: Fraction, format: Format, text: str) -> Fraction:
    """The profit for each unit staked, of a number in a format that counts from it."""
    small, large = format is Format.MALAY, format is Format.INDONESIAN
    wrong = number == 0 or (small and abs(number) > 1) or (large and abs(number) < 1)
    if wrong or (format is Format.HONG_KONG and number < 0):
        raise OddsError(f"{text!r} is not a {format} price")
    return number if number > 0 else -1 / number
