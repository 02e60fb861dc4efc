"""Several bets as one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import prod

from mlbcore.odds.arbitrage import as_price
from mlbcore.odds.error import OddsError
from mlbcore.odds.price import Price
from mlbcore.odds.vig import Quoted


def parlay(prices: Sequence[Quoted | None]) -> Price:
    """The price of all bets winning, exactly: rounded once, when it is asked for in American.

    None is a leg that was pushed or void: it drops out. Raises OddsError when no leg is left.
    """
    legs = [as_price(price).decimal for price in prices if price is not None]
    if not legs:
        raise OddsError("a parlay without a leg that counts")
    return Price.from_decimal(prod(legs, start=Fraction(1)))


def round_robin(prices: Sequence[Quoted], size: int) -> list[Price]:
    """The price of every parlay of ``size`` of the legs, in the order of their legs."""
    if not 1 <= size <= len(prices):
        raise OddsError(f"parlays of {size} legs out of {len(prices)}")
    return [parlay(legs) for legs in combinations(prices, size)]
