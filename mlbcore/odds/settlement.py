"""What became of a bet once the score is known.

Equality with the line is a push; a quarter line is two bets of half the stake on its neighbours. A
game that did not go as far as the bet needs is void.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from attrs import field, frozen

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import fraction, whole
from mlbcore.odds.sides import ABOVE, HANDICAP, TOTAL, as_side, line_of

SIDES_OF = {
    "moneyline": HANDICAP,
    "run_line": HANDICAP,
    "total": TOTAL,
    "team_total": TOTAL,
}
PERIODS = ("game", "first_five")
QUARTER = Fraction(1, 4)


class Settlement(StrEnum):
    WIN = "win"
    HALF_WIN = "half_win"
    PUSH = "push"
    HALF_LOSS = "half_loss"
    LOSS = "loss"
    VOID = "void"


# The part of its net odds that a bet wins, and that of its stake that it loses; of any other, none.
WON = {Settlement.WIN: Fraction(1), Settlement.HALF_WIN: Fraction(1, 2)}
LOST = {Settlement.HALF_LOSS: Fraction(1, 2), Settlement.LOSS: Fraction(1)}


@frozen(kw_only=True)
class Selection:
    """What was bet on: ``line`` in runs is the side's own handicap, or the total.

    ``team`` says whose total a team total is. Raises OddsError for what nobody could bet on.
    """

    market: str
    side: str = field(converter=as_side)
    line: float | None = None
    period: str = "game"
    team: str | None = None

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.market, str) or self.side not in SIDES_OF.get(self.market, ()):
            raise OddsError(f"nobody bets on {self.side!r} of {self.market!r}")
        if self.period not in PERIODS:
            raise OddsError(f"period {self.period!r} is not one of {', '.join(PERIODS)}")
        if (self.market == "moneyline") != (self.line is None):
            raise OddsError(f"{self.market} with line {self.line!r}")
        if (self.market == "team_total") != (self.team in HANDICAP):
            raise OddsError(f"{self.market} of team {self.team!r}")
        if self.line is not None:
            line_of(self.side, self.line)


def _score(runs: int | None) -> int | None:
    if runs is None:
        return None
    counted = whole(runs, "score")
    if counted < 0:
        raise OddsError(f"a score of {runs!r} runs")
    return counted


@frozen(kw_only=True)
class GameResult:
    """The score, and that after five innings; None where it did not get so far.

    ``complete`` is whether the game counts for the bet under the book's rules. Raises OddsError for
    runs that are no whole number from 0 up.
    """

    away: int | None = field(converter=_score)
    home: int | None = field(converter=_score)
    away_five: int | None = field(default=None, converter=_score)
    home_five: int | None = field(default=None, converter=_score)
    complete: bool = True


def settle(selection: Selection, result: GameResult) -> Settlement:
    """Win, half win, push, half loss, loss or void."""
    runs = _runs(selection, result)
    if runs is None:
        return Settlement.VOID
    margin = _margin(selection, *runs)
    if selection.line is None or (fraction(selection.line, "line") * 2).denominator == 1:
        return _whole(margin)
    return _halves(_whole(margin - QUARTER), _whole(margin + QUARTER))


def _runs(selection: Selection, result: GameResult) -> tuple[int, int] | None:
    five = selection.period == "first_five"
    away, home = (result.away_five, result.home_five) if five else (result.away, result.home)
    if away is None or home is None or (not five and not result.complete):
        return None
    return away, home


def _margin(selection: Selection, away: int, home: int) -> Fraction:
    """By how much the bet is won, in runs; below 0 it is lost."""
    line = fraction(selection.line or 0, "line")
    if selection.side in HANDICAP:
        ahead = home - away if selection.side == "home" else away - home
        return ahead + line
    counted = {None: away + home, "away": away, "home": home}[selection.team]
    return counted - line if selection.side in ABOVE else line - counted


def _whole(margin: Fraction) -> Settlement:
    if margin == 0:
        return Settlement.PUSH
    return Settlement.WIN if margin > 0 else Settlement.LOSS


def _halves(worse: Settlement, better: Settlement) -> Settlement:
    """The two half bets of a quarter line, of which one may be a push."""
    if worse is better:
        return worse
    return Settlement.HALF_WIN if better is Settlement.WIN else Settlement.HALF_LOSS
