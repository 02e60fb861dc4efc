"""Closing line value: what a bet was worth against the market's last word."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from mlbcore.odds.arbitrage import as_price
from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import fraction
from mlbcore.odds.landing import HOME_MARGINS, TOTALS
from mlbcore.odds.numbers import cents
from mlbcore.odds.vig import Quoted

SIDES = ("over", "under", "home", "away")


@frozen(kw_only=True)
class ClosingValue:
    """A bet against the close: positive where the bet was better.

    ``cents`` through even money; ``points`` of implied probability, 0 to 1; ``ratio`` of the
    payouts less 1. ``expected_value`` is the profit to expect for each unit staked if the close
    without vig is right; None where that was not given. With a moved line the first three compare
    prices of different bets.
    """

    cents: int
    points: float
    ratio: float
    expected_value: float | None


def clv(
    bet: Quoted,
    close: Quoted,
    *,
    line: float | None = None,
    close_line: float | None = None,
    fair: float | None = None,
    side: str = "over",
    landing: Mapping[int, float] | None = None,
) -> ClosingValue:
    """The closing line value of a bet, in all four measures.

    ``fair`` is the side's probability at the close without vig, among decided bets. Where the line
    moved, ``line`` is the bet's and ``close_line`` the closing one, as ``side`` (over, under, home,
    away) has it; ``fair`` is then taken to the bet's own number by how often games land on those
    in between: ``landing``, by default TOTALS or HOME_MARGINS of mlbcore.odds.landing.
    """
    one, last = as_price(bet), as_price(close)
    if (line is None) != (close_line is None):
        raise OddsError("a line needs a closing line, and the other way round")
    win, push = (fair, 0.0)
    if fair is not None and not 0 < fair < 1:
        raise OddsError(f"fair probability {fair!r} is not between 0 and 1")
    if fair is not None and line is not None and close_line is not None:
        win, push = _moved(fair, line, close_line, side, landing)
    payout = float(one.decimal)
    return ClosingValue(
        cents=cents(last.american, one.american),
        points=float(last.probability - one.probability),
        ratio=float(one.decimal / last.decimal - 1),
        expected_value=None if win is None else payout * win + push - 1,
    )


def _moved(
    fair: float, line: float, close_line: float, side: str, landing: Mapping[int, float] | None
) -> tuple[float, float]:
    """How likely the bet's own line wins and pushes, from the fair probability at the close."""
    if side not in SIDES:
        raise OddsError(f"side {side!r} is not one of {', '.join(SIDES)}")
    shares = _seen_from(side, landing)
    # Seen so, a bet wins when the number is above its bar.
    bar, close_bar = (_bar(side, value) for value in (line, close_line))
    above_close = fair * (1 - _push(close_bar, shares))
    low, high = sorted((bar, close_bar))
    between = math.fsum(
        _share(number, shares) for number in range(math.floor(low) + 1, math.floor(high) + 1)
    )
    win = above_close + (between if bar < close_bar else -between)
    push = _push(bar, shares)
    if win <= 0 or win + push >= 1:
        raise OddsError(f"from {close_line} to {line} is further than {fair!r} can be taken")
    return win, push


def _seen_from(side: str, landing: Mapping[int, float] | None) -> Mapping[int, float]:
    """The shares by what the side counts: the total, less than nothing for under, or its margin."""
    shares = landing or (TOTALS if side in ("over", "under") else HOME_MARGINS)
    if side in ("over", "home"):
        return shares
    return {-number: share for number, share in shares.items()}


def _bar(side: str, line: float) -> Fraction:
    exact = fraction(line, "line")
    if (exact * 2).denominator != 1:
        raise OddsError(f"line {line!r} is not in half runs")
    return exact if side == "over" else -exact


def _push(bar: Fraction, shares: Mapping[int, float]) -> float:
    return _share(int(bar), shares) if bar.denominator == 1 else 0.0


def _share(number: int, shares: Mapping[int, float]) -> float:
    try:
        return shares[number]
    except KeyError as error:
        raise OddsError(f"how often games land on {abs(number)} is not known") from error
