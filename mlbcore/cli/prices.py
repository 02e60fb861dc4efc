"""Prices, offers and sums of money as they are typed."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from mlbcore.errors import RecordError
from mlbcore.models import dollars
from mlbcore.odds import OddsError, Offer, Price
from mlbcore.odds.exact import amount, fraction

OPTION = re.compile(r"--?[a-z]", re.IGNORECASE)


class PriceCommand(click.Command):
    """A price like -110 is an argument here; what else begins with a dash is an option or wrong."""

    ignore_unknown_options = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        for name in (text.partition("=")[0] for text in args):
            if OPTION.match(name) and name not in known:
                raise click.NoSuchOption(name, ctx=ctx)
        return super().parse_args(ctx, args)


class PriceText(click.ParamType[Price]):
    """A price as people write it."""

    name = "PRICE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Price:
        if isinstance(value, Price):
            return value
        try:
            return Price.parse(value)
        except OddsError as error:
            self.fail(str(error), param, ctx)


class OfferText(click.ParamType[Offer]):
    """An offer as BOOK:SIDE:PRICE or BOOK:SIDE:PRICE:LINE."""

    name = "OFFER"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Offer:
        if isinstance(value, Offer):
            return value
        match value.split(":"):
            case [book, side, price]:
                return Offer(book, side, Price.parse(price))
            case [book, side, price, line]:
                return Offer(book, side, Price.parse(price), _line(line))
        raise OddsError(
            f"{value!r} is not an offer like fanduel:home:-110 or fanduel:over:-110:8.5"
        )


class AmountText(click.ParamType[float]):
    """A sum of money above 0."""

    name = "AMOUNT"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        return float(amount(float(fraction(value, "amount")), "amount"))


class MoneyText(click.ParamType[Decimal]):
    """A sum of money, exact to the cent."""

    name = "MONEY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        try:
            return dollars(value if isinstance(value, Decimal) else Decimal(value))
        except (InvalidOperation, RecordError):
            self.fail(f"{value!r} is not a sum of money like 25 or 12.50", param, ctx)


class ProbabilityText(click.ParamType[float]):
    """A probability between 0 and 1, as 0.55 or 55%."""

    name = "PROBABILITY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, float):
            return value
        try:
            return float(Price.parse(value, "probability").probability)
        except OddsError as error:
            self.fail(str(error), param, ctx)


def _line(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise OddsError(f"line {text!r} is not a number") from error


PRICE = PriceText()
OFFER = OfferText()
AMOUNT = AmountText()
MONEY = MoneyText()
PROBABILITY = ProbabilityText()
