"""The markets of one game: a quote for each outcome, and splits where both sides have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from mlbcore import GameStatus, Market, Phase, Quote, RecordError, Side, Split
from mlbcore_action.outcomes import Place, read_places
from mlbcore_action.refusals import Refusals
from mlbcore_action.standing import OPEN_BOOK, OPENER, Standing, line_status
from mlbcore_action.wire import UNREADABLE, BetInfo, OutcomeView, ScoreboardGame, Share

BET_INFO = msgspec.json.Decoder(BetInfo | None)
NO_INFO = BetInfo()


class ShownMarkets:
    """What the second form of the scoreboard shows of one game."""

    def __init__(
        self,
        game: ScoreboardGame,
        status: GameStatus | None,
        fetched_at: dt.datetime,
        refusals: Refusals,
    ) -> None:
        teams: dict[object, Side] = {game.away_team_id: Side.AWAY, game.home_team_id: Side.HOME}
        self.game = game
        self.refusals = refusals
        self.shown = read_places(game.markets, teams, refusals)
        live = {place.is_live for place in self.shown}
        standing = Standing(game.start_time, status, fetched_at, True in live)
        self.standings: dict[bool, tuple[Phase, dt.datetime | None]] = {
            is_live: standing.of(is_live=is_live) for is_live in live
        }

    def quotes(self) -> Iterator[Quote]:
        for place, sides in self.shown.items():
            for side, outcome in sides.items():
                if outcome.odds is None or outcome.odds == 0:
                    continue  # zero is no price
                try:
                    yield from self._quotes(place, side, outcome)
                except RecordError as error:
                    self.refusals.note(f"{place} {side}", error)

    def splits(self) -> Iterator[Split]:
        """Of both sides or neither; a team's total has none."""
        for place, sides in self.shown.items():
            if len(sides) == 2 and place.market is not Market.TEAM_TOTAL:
                try:
                    yield from self._splits(place, sides)
                except (*UNREADABLE, RecordError) as error:
                    self.refusals.note(f"{place} split", error)

    def _quotes(self, place: Place, side: Side, outcome: OutcomeView) -> list[Quote]:
        """The price, and once more as the opener where it has not moved since."""
        opening = place.book == OPEN_BOOK and not place.is_live
        shown = [] if opening else [self.standings[place.is_live]]
        if opening or (outcome.line_status == OPENER and not place.is_live):
            shown.append((Phase.OPENER, None))
        return [
            Quote(
                book=place.book,
                market=place.market,
                side=side,
                price=outcome.odds,
                line=outcome.value if place.market.has_line else None,
                phase=phase,
                observed_at=observed_at,
                period=place.period,
                team=place.team,
                status=line_status(outcome.line_status),
            )
            for phase, observed_at in shown
        ]

    def _splits(self, place: Place, sides: dict[Side, OutcomeView]) -> list[Split]:
        """A split for each side; two zeros are no data, and both sides must say something.

        Of now also where the price is the opener's: people go on betting.
        """
        phase, observed_at = self.standings[place.is_live]
        one, other = (BET_INFO.decode(side.bet_info) or NO_INFO for side in sides.values())
        tickets = shares(_percent(one.tickets), _percent(other.tickets))
        money = shares(_percent(one.money), _percent(other.money))
        if tickets == money == (None, None):
            return []
        bets = _bets(one.tickets, other.tickets) or count(self.game.num_bets)
        return [
            Split(
                book=place.book,
                market=place.market,
                side=side,
                tickets_percent=tickets_percent,
                money_percent=money_percent,
                bets=bets,
                phase=phase,
                observed_at=observed_at,
                period=place.period,
            )
            for side, tickets_percent, money_percent in zip(sides, tickets, money, strict=True)
        ]


def shares(one: float | None, other: float | None) -> tuple[float | None, float | None]:
    """The shares of the two sides, of which two zeros are no data."""
    if one is None or other is None or one == other == 0:
        return None, None
    return one, other


def count(bets: object) -> int | None:
    """How many bets were counted; what is no count is none."""
    return bets if type(bets) is int and bets > 0 else None


def _percent(share: Share | None) -> float | None:
    return share.percent if share else None


def _bets(one: Share | None, other: Share | None) -> int | None:
    """How many bets a market has, where both sides' tickets are counted."""
    first, second = count(one and one.value), count(other and other.value)
    return None if first is None or second is None else first + second
