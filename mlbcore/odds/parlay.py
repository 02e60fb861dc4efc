"""Several bets as one."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from math import prod

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import listed, whole
from mlbcore.odds.price import Format, Price
from mlbcore.odds.quoted import Quoted, as_price


def parlay(prices: Iterable[Quoted | None]) -> Price:
    """The price of all bets winning, exactly: rounded once, when it is asked for in American.

    None is a leg that was pushed or void: it drops out. Raises OddsError when no leg is left.
    """
    counted = [price for price in listed(prices, "prices") if price is not None]
    if not counted:
        raise OddsError("a parlay without a leg that counts")
    payout = prod((as_price(price).decimal for price in counted), start=Fraction(1))
    return Price(payout, Format.DECIMAL)


def round_robin(prices: Iterable[Quoted], size: int) -> list[Price]:
    """The price of every parlay of ``size`` of the legs, in the order of their legs."""
    legs, count = [as_price(price) for price in listed(prices, "prices")], whole(size, "size")
    if not 1 <= count <= len(legs):
        raise OddsError(f"parlays of {size} legs out of {len(legs)}")
    return [parlay(taken) for taken in combinations(legs, count)]
