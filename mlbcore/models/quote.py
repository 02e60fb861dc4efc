"""A price one book shows for one side of one market."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from attrs import field, frozen

from mlbcore.errors import RecordError
from mlbcore.models.market import LineStatus, Market, Period, Phase, Side
from mlbcore.models.time import check_aware, check_text

LINE_LIMIT = 50
EVEN = 100
# Beyond any price there is, and what four bytes hold.
HIGHEST = 1_000_000_000
# Every line there is; a whole number, a float and a Decimal of one value find the same.
LINES: Mapping[object, Decimal] = {
    quarters / 4: Decimal(quarters) / 4 for quarters in range(-4 * LINE_LIMIT, 4 * LINE_LIMIT + 1)
}
NUMBERS = (int, float, Decimal)
AWAY, OPENER = Side.AWAY, Phase.OPENER


def american_price(value: object) -> int:
    """The American integer a source quotes; even money is +100, however it was spelled.

    Raises RecordError for anything but a whole number outside (-100, 100).
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecordError(f"price {value!r} is not a whole number")
    if not EVEN <= abs(value) <= HIGHEST:
        raise RecordError(f"price {value} is not an American price")
    return EVEN if value == -EVEN else value


def runs(value: object) -> Decimal | None:
    """A line in runs, exact to the quarter; None stays None.

    Raises RecordError for what is not a number of quarter runs.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        raise RecordError(f"line {value!r} is not a number")
    try:
        return LINES[value]
    except (KeyError, TypeError) as error:  # a signalling NaN has no hash
        raise RecordError(f"line {value} is not in quarter runs up to {LINE_LIMIT}") from error


@frozen(kw_only=True)
class Quote:
    """A price, in American form, with the line it goes with.

    ``line`` is in runs, or in what a proposition counts; None for a moneyline, yes and no.

    ``book`` is the source's own name in a parsed quote and a book code in a stored one.
    ``observed_at`` is when the market showed it; None for an opener, whose time nobody gives.
    ``team`` says whose total it is, ``subject`` what a proposition is about. Raises RecordError for
    values that cannot be true together.
    """

    book: str
    market: Market
    side: Side
    price: int = field(converter=american_price)
    line: Decimal | None = field(default=None, converter=runs)
    phase: Phase = Phase.PREGAME
    observed_at: dt.datetime | None = None
    period: Period = Period.GAME
    team: Side | None = None
    status: LineStatus = LineStatus.ACTIVE
    subject: str | None = None

    def __attrs_post_init__(self) -> None:
        check_text(self.book)
        check_bet(self.market, self.side, self.line, self.team, self.subject)
        check_time(self.phase, self.observed_at)

    @property
    def is_opener(self) -> bool:
        return self.phase is Phase.OPENER

    @property
    def home_line(self) -> Decimal | None:
        """The line as the home side has it: the same for both sides of one market."""
        return seen_from_home(self.side, self.line)

    @property
    def is_live(self) -> bool:
        return self.phase is Phase.LIVE


@lru_cache(maxsize=4096, typed=True)
def check_bet(
    market: Market, side: Side, line: Decimal | None, team: Side | None, subject: str | None
) -> None:
    """Raise RecordError for what nobody can bet on. Most prices are of a bet checked before."""
    check_text(subject or "")
    if side not in market.sides:
        raise RecordError(f"{market} has no side {side}")
    if (market is Market.TEAM_TOTAL) != (team is not None):
        raise RecordError("a team total, and nothing else, names a team")
    if (market is Market.PROP) != (subject is not None) or subject == "":
        raise RecordError("a proposition, and nothing else, names its subject")
    check_line(market, line, side)


def seen_from_home(side: Side, line: Decimal | None) -> Decimal | None:
    """A side's line as the home side has it, and the other way round."""
    return -line if line is not None and side is AWAY else line


def check_line(market: Market, line: Decimal | None, side: Side) -> None:
    """Raise RecordError unless the line suits the side of the market."""
    has_line = market.has_line and side.has_line
    if has_line != (line is not None):
        raise RecordError(f"{market} {'needs a' if has_line else 'has no'} line")
    if line is not None and Side.OVER in market.sides and line <= 0:
        raise RecordError(f"a total of {line} runs")


def check_time(phase: Phase, observed_at: dt.datetime | None) -> None:
    """Raise RecordError unless there is an aware time, and none for an opener."""
    if (phase is OPENER) != (observed_at is None):
        raise RecordError(f"a quote or split in phase {phase} with time {observed_at}")
    if observed_at is not None:
        check_aware("observed_at", observed_at)
