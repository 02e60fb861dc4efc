"""Two bets that can both win: over a low total with under a high one, or handicaps that overlap."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from mlbcore.odds.arbitrage import Offer, stake_split
from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import amount
from mlbcore.odds.landing import checked_landing
from mlbcore.odds.sides import HANDICAP, TOTAL, bar, line_of


@frozen(kw_only=True)
class MiddleOutcome:
    """What happens when the game ends on some numbers: of both bets, win 1, push 0, loss -1.

    ``numbers`` are whole totals, or margins of the home side; ``low`` or ``high`` is None where
    they go on without end.
    """

    low: int | None
    high: int | None
    first: int
    second: int
    profit: float


@frozen(kw_only=True)
class Middle:
    """Stakes for both offers that lose the same outside the middle, and every outcome.

    ``cost`` is what is lost outside, above 0 unless it is an arbitrage. ``expected`` is the profit
    to expect where it was said how often games land on the numbers between; else None.
    """

    offers: tuple[Offer, Offer]
    stakes: tuple[float, float]
    outcomes: tuple[MiddleOutcome, ...]
    cost: float
    expected: float | None


def middle(
    first: Offer, second: Offer, bankroll: float, landing: Mapping[int, float] | None = None
) -> Middle | None:
    """The middle between two offers with lines, or None where no number does better than one win.

    ``landing`` gives how often games land on the numbers between; where one is missing no profit
    is expected of it. Raises OddsError for sides that are not two of one market.
    """
    one, other = _ordered(first, second)
    shares = None if landing is None else checked_landing(landing)
    bars, total = (_bar(one), _bar(other)), amount(bankroll, "bankroll")
    if bars[0] >= bars[1]:
        return None
    stakes = stake_split([one.price, other.price], float(total))
    outcomes = tuple(_outcomes(one, other, bars, (stakes[0], stakes[1])))
    cost = -max(outcomes[0].profit, outcomes[-1].profit)
    return Middle(
        offers=(one, other),
        stakes=(stakes[0], stakes[1]),
        outcomes=outcomes,
        cost=cost,
        expected=None if shares is None else _expected(outcomes, shares),
    )


def _ordered(first: Offer, second: Offer) -> tuple[Offer, Offer]:
    for one, other in (TOTAL, HANDICAP):
        if (first.side, second.side) == (one, other):
            return first, second
        if (first.side, second.side) == (other, one):
            return second, first
    raise OddsError(f"{first.side!r} and {second.side!r} are not two sides of a market")


def _bar(offer: Offer) -> Fraction:
    """The number above which the first side wins, and below which the second does."""
    if offer.line is None:
        raise OddsError(f"{offer.side} without a line")
    return bar(offer.side, line_of(offer.side, offer.line, parts=2))


def _outcomes(
    one: Offer, other: Offer, bars: tuple[Fraction, Fraction], stakes: tuple[float, float]
) -> list[MiddleOutcome]:
    lowest, highest = math.ceil(bars[0]), math.floor(bars[1])
    spans: list[tuple[int | None, int | None]] = [(None, lowest - 1)]
    spans += [(number, number) for number in range(lowest, highest + 1)]
    spans.append((highest + 1, None))
    return [_outcome(low, high, one, other, bars, stakes) for low, high in spans]


def _outcome(
    low: int | None,
    high: int | None,
    one: Offer,
    other: Offer,
    bars: tuple[Fraction, Fraction],
    stakes: tuple[float, float],
) -> MiddleOutcome:
    number = high if low is None else low
    assert number is not None, "every span has an end"
    first, second = _sign(number - bars[0]), _sign(bars[1] - number)
    paid = zip((first, second), (one, other), stakes, strict=True)
    profit = math.fsum(_profit(won, offer, stake) for won, offer, stake in paid)
    return MiddleOutcome(low=low, high=high, first=first, second=second, profit=profit)


def _sign(margin: Fraction) -> int:
    return (margin > 0) - (margin < 0)


def _profit(won: int, offer: Offer, stake: float) -> float:
    return stake * (float(offer.price.decimal) - 1 if won > 0 else won)


def _expected(outcomes: Sequence[MiddleOutcome], landing: Mapping[int, float]) -> float:
    """Outside the middle both ends pay alike, so how they divide does not matter."""
    inside = [(landing.get(o.low, 0.0), o.profit) for o in outcomes if o.low is not None]
    inside.pop()  # the upper end
    within = math.fsum(p * profit for p, profit in inside)
    return within + (1 - math.fsum(p for p, _ in inside)) * outcomes[0].profit
