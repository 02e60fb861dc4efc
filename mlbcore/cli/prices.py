"""Prices, offers and sums of money as they are typed."""

from __future__ import annotations

import re
from typing import Any

import click

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
        return value if isinstance(value, Price) else Price.parse(value)


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


def _line(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise OddsError(f"line {text!r} is not a number") from error


PRICE = PriceText()
OFFER = OfferText()
AMOUNT = AmountText()
