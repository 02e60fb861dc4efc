"""What can be bet on: the market, its period, and the side taken."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Runs = TypeVar("Runs", float, Decimal)


class Word(StrEnum):
    """A word of a closed list; hashed as the text it is, which takes a quarter of the time."""

    __hash__ = str.__hash__


class Market(Word):
    MONEYLINE = "moneyline"
    RUN_LINE = "run_line"
    TOTAL = "total"
    TEAM_TOTAL = "team_total"
    ALTERNATE_RUN_LINE = "alternate_run_line"
    ALTERNATE_TOTAL = "alternate_total"
    PROP = "prop"

    @property
    def has_line(self) -> bool:
        """Whether its sides have a line, all but yes and no."""
        return self is not MONEYLINE

    @property
    def is_alternate(self) -> bool:
        return self in ALTERNATE

    @property
    def sides(self) -> tuple[Side, ...]:
        """The two sides that answer each other, in the order they are shown.

        A proposition has two of its four: over and under a number, or yes and no.
        """
        return SIDES_OF_MARKET[self]

    @property
    def above(self) -> Side:
        """The side that wins above its number: over, or home. Both are told as it sees them."""
        return next(side for side in self.sides if side in ABOVE)


class Period(Word):
    GAME = "game"
    FIRST_FIVE = "first_five"
    FIRST_HALF = "first_half"


class Side(Word):
    HOME = "home"
    AWAY = "away"
    OVER = "over"
    UNDER = "under"
    YES = "yes"
    NO = "no"

    @property
    def other(self) -> Side:
        return OPPOSITE[self]

    @property
    def has_line(self) -> bool:
        """Whether it may have a line: yes and no have none."""
        return self not in YES_OR_NO


# Looked up once: to find a word in its list takes longer than to compare it.
MONEYLINE = Market.MONEYLINE
ALTERNATE = (Market.ALTERNATE_RUN_LINE, Market.ALTERNATE_TOTAL)
YES_OR_NO = (Side.YES, Side.NO)
ABOVE, BELOW = (Side.HOME, Side.OVER), (Side.AWAY, Side.UNDER)
SIDES_OF_MARKET: dict[Market, tuple[Side, ...]] = {
    Market.MONEYLINE: (Side.AWAY, Side.HOME),
    Market.RUN_LINE: (Side.AWAY, Side.HOME),
    Market.TOTAL: (Side.OVER, Side.UNDER),
    Market.TEAM_TOTAL: (Side.OVER, Side.UNDER),
    Market.ALTERNATE_RUN_LINE: (Side.AWAY, Side.HOME),
    Market.ALTERNATE_TOTAL: (Side.OVER, Side.UNDER),
    Market.PROP: (Side.OVER, Side.UNDER, Side.YES, Side.NO),
}
OPPOSITE = {
    Side.HOME: Side.AWAY,
    Side.AWAY: Side.HOME,
    Side.OVER: Side.UNDER,
    Side.UNDER: Side.OVER,
    Side.YES: Side.NO,
    Side.NO: Side.YES,
}


def own_line(side: str, line: Runs | None) -> Runs | None:
    """The line of home or over as a side has it, or the side's as home or over has it."""
    # Never -0.0.
    return 0 - line if line is not None and side == Side.AWAY else line


class Phase(Word):
    """Where in a game's life a price or split stands.

    An opener has no time of its own; a close is what stood at the first pitch; live is in play.
    """

    OPENER = "opener"
    PREGAME = "pregame"
    CLOSE = "close"
    LIVE = "live"

    @property
    def is_before_play(self) -> bool:
        """Whether it has a time, and that is not after the first pitch."""
        return self in (Phase.PREGAME, Phase.CLOSE)


class LineStatus(Word):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    SETTLED = "settled"
