"""Closing line value: what a bet was worth against the market's last word."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from attrs import frozen

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import fraction, number
from mlbcore.odds.landing import HOME_MARGINS, TOTALS, checked_landing
from mlbcore.odds.numbers import cents
from mlbcore.odds.quoted import Quoted, as_price
from mlbcore.odds.sides import ABOVE, SIDES, TOTAL, as_side, bar, line_of

# A line of so many runs is a total's, where the side is not said.
LOWEST_TOTAL = 5


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
    side: str | None = None,
    landing: Mapping[int, float] | None = None,
) -> ClosingValue:
    """The closing line value of a bet, in all four measures.

    ``fair`` is the side's probability at the close without vig, among decided bets. Where the line
    moved, ``line`` is the bet's and ``close_line`` the closing one, as ``side`` (over, under, home,
    away) has it; ``fair`` is then taken to the bet's own number by how often games land on those
    in between: ``landing``, by default TOTALS or HOME_MARGINS of mlbcore.odds.landing.

    Without a side, lines of which one is 5 or more are totals, seen from over; lower ones are run
    lines, whose margins are the mean of home's and away's. Raises OddsError for what cannot be, and
    where it is not known how often games land on a number.
    """
    one, last = as_price(bet), as_price(close)
    chance = None if fair is None else number(fair, "fair probability")
    if chance is not None and not 0 < chance < 1:
        raise OddsError(f"fair probability {fair!r} is not between 0 and 1")
    move = _move(line, close_line, side, landing)
    value = None
    if chance is not None:
        win, push = (chance, 0.0) if move is None else _moved(chance, move)
        value = float(one.decimal) * win + push - 1
    return ClosingValue(
        cents=cents(last.american, one.american),
        points=float(last.probability - one.probability),
        ratio=float(one.decimal / last.decimal - 1),
        expected_value=value,
    )


@frozen(kw_only=True)
class _Move:
    """A line and the closing one as numbers above which the bet wins, and how often games land."""

    bar: Fraction
    close_bar: Fraction
    share: Callable[[int], float]

    def push(self, number: Fraction) -> float:
        return self.share(int(number)) if number.denominator == 1 else 0.0


def _move(
    line: float | None,
    close_line: float | None,
    side: str | None,
    landing: Mapping[int, float] | None,
) -> _Move | None:
    """The move of a line, which is checked also where nothing is asked of it."""
    known = None if side is None else as_side(side)
    if known is not None and known not in SIDES:
        raise OddsError(f"side {side!r} is not one of {', '.join(SIDES)}")
    shares = None if landing is None else checked_landing(landing)
    if line is None or close_line is None:
        if line is not close_line:
            raise OddsError("a line needs a closing line, and the other way round")
        return None
    if known is None and max(fraction(line, "line"), fraction(close_line, "line")) >= LOWEST_TOTAL:
        known = "over"
    seen = known or "home"
    default = TOTALS if seen in TOTAL else HOME_MARGINS
    sign = 1 if seen in ABOVE else -1
    return _Move(
        bar=sign * bar(seen, line_of(seen, line, parts=2)),
        close_bar=sign * bar(seen, line_of(seen, close_line, parts=2)),
        share=_share_of(default if shares is None else shares, sign, mean=known is None),
    )


def _share_of(shares: Mapping[int, float], sign: int, *, mean: bool) -> Callable[[int], float]:
    def share(number: int) -> float:
        try:
            if mean:
                return (shares[number] + shares[-number]) / 2
            return shares[sign * number]
        except KeyError as error:
            raise OddsError(f"how often games land on {abs(number)} is not known") from error

    return share


def _moved(fair: float, move: _Move) -> tuple[float, float]:
    """How likely the bet's own line wins and pushes, from the fair probability at the close."""
    low, high = sorted((move.bar, move.close_bar))
    between = math.fsum(map(move.share, range(math.floor(low) + 1, math.floor(high) + 1)))
    win = fair * (1 - move.push(move.close_bar))
    win += between if move.bar < move.close_bar else -between
    push = move.push(move.bar)
    if win <= 0 or win + push >= 1:
        raise OddsError(f"{fair!r} cannot be taken so far as from one line to the other")
    return win, push
