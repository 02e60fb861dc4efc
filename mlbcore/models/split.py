"""How the public's bets and money divide over the sides of a market."""

from __future__ import annotations

import datetime as dt

from attrs import frozen

from mlbcore.errors import RecordError
from mlbcore.models.market import Market, Period, Phase, Side
from mlbcore.models.quote import check_time
from mlbcore.models.time import check_text

MOST_BETS = 1_000_000_000


@frozen(kw_only=True)
class Split:
    """One side's share of the tickets and of the money, each 0 to 100, None where not given.

    ``picks_percent`` is its share of what a site's users pick, who need not bet: never tickets.
    ``bets`` is how many bets the source counted. ``book`` and ``observed_at`` are as in a quote.
    Raises RecordError for a share outside 0 to 100, a negative count, or no share at all.
    """

    book: str
    market: Market
    side: Side
    tickets_percent: float | None = None
    money_percent: float | None = None
    picks_percent: float | None = None
    observed_at: dt.datetime | None
    bets: int | None = None
    phase: Phase = Phase.PREGAME
    period: Period = Period.GAME

    def __attrs_post_init__(self) -> None:
        check_text(self.book)
        check_shares(self.tickets_percent, self.money_percent, self.picks_percent)
        if self.bets is not None and not 0 <= self.bets <= MOST_BETS:
            raise RecordError(f"{self.bets} bets")
        if self.side not in self.market.sides:
            raise RecordError(f"{self.market} has no side {self.side}")
        check_time(self.phase, self.observed_at)


def check_shares(*shares: float | None) -> None:
    """Raise RecordError for a share outside 0 to 100, or for none at all."""
    if shares.count(None) == len(shares):
        raise RecordError("a split without a share of tickets, money or picks")
    for share in shares:
        if share is not None and not 0 <= share <= 100:
            raise RecordError(f"a share of {share} is outside 0 to 100")
