"""How far money fell from where it had been highest."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

Money = TypeVar("Money", Decimal, float)


def deepest_fall(profits: Iterable[Money], nothing: Money) -> Money:
    """The furthest that profits in order fell, together, from their highest: ``nothing`` at first.

    What is settled at one time is one profit.
    """
    deepest = highest = total = nothing
    for profit in profits:
        total += profit
        highest = max(highest, total)
        deepest = max(deepest, highest - total)
    return deepest
