"""The markets of one game: a quote for each outcome, and splits where both sides have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TypeVar

import msgspec
from attrs import Factory, define, evolve, field

from mlbcore import (
    GameStatus,
    LineStatus,
    Market,
    Phase,
    Quote,
    RecordError,
    Refusal,
    Side,
    Split,
)
from mlbcore_action.wire import BetInfo, MarketsOfBook, OutcomeView, ScoreboardGame, Share

MARKETS = {"moneyline": Market.MONEYLINE, "spread": Market.RUN_LINE, "total": Market.TOTAL}
LINE_STATUSES = {
    None: LineStatus.ACTIVE,
    "normal": LineStatus.ACTIVE,
    "opener": LineStatus.ACTIVE,
    "suspended": LineStatus.SUSPENDED,
}
OPEN_BOOK = "30"
BEGUN = (GameStatus.LIVE, GameStatus.FINAL, GameStatus.SUSPENDED)
PUT_OFF = (GameStatus.POSTPONED, GameStatus.CANCELLED)

BOOK = msgspec.json.Decoder(MarketsOfBook | None)
OUTCOMES = msgspec.json.Decoder(list[msgspec.Raw] | None)
OUTCOME = msgspec.json.Decoder(OutcomeView)
BET_INFO = msgspec.json.Decoder(BetInfo | None)
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

Place = tuple[str, Market, bool]
T = TypeVar("T")


@define
class ShownMarkets:
    """What the scoreboard shows of one game.

    A game in play has its outcomes twice, those before the first pitch and the live ones, in any
    order: ``shown`` keeps them apart, by book, market and whether they are live.
    """

    game: ScoreboardGame
    status: GameStatus | None
    fetched_at: dt.datetime
    shown: dict[Place, dict[Side, OutcomeView]] = Factory(dict)
    refusals: list[Refusal] = Factory(list)
    begun: bool = field(init=False, default=False)

    def __attrs_post_init__(self) -> None:
        for book, raw in (self.game.markets or {}).items():
            markets = self._decode(BOOK, raw, book)
            for name, outcomes in ((markets and markets.event) or {}).items():
                if name in MARKETS:
                    self._read(book, MARKETS[name], outcomes)
        live = any(is_live for _, _, is_live in self.shown)
        past = self.fetched_at >= self.game.start_time
        self.begun = self.status in BEGUN or (past and (live or self.status is None))

    def quotes(self) -> Iterator[Quote]:
        for place, sides in self.shown.items():
            for side, outcome in sides.items():
                if outcome.odds is None or outcome.odds == 0:
                    continue  # zero is no price
                try:
                    yield from self._quotes(place, side, outcome)
                except RecordError as error:
                    self._refuse(f"{place[0]} {place[1]} {side}", error)

    def splits(self) -> Iterator[Split]:
        for place, sides in self.shown.items():
            if len(sides) == 2:
                try:
                    yield from self._splits(place, sides)
                except (*UNREADABLE, RecordError) as error:
                    self._refuse(f"{place[0]} {place[1]} split", error)

    def _read(self, book: str, market: Market, outcomes: msgspec.Raw) -> None:
        record = f"{book} {market}"
        for raw in self._decode(OUTCOMES, outcomes, record) or ():
            outcome = self._decode(OUTCOME, raw, record)
            if outcome is None:
                continue
            if outcome.side not in market.sides:
                self._refuse(record, f"{market} has no side {outcome.side!r}")
                continue
            sides = self.shown.setdefault((book, market, outcome.is_live), {})
            if sides.setdefault(Side(outcome.side), outcome) != outcome:
                self._refuse(f"{record} {outcome.side}", "the side is given twice")

    def _quotes(self, place: Place, side: Side, outcome: OutcomeView) -> Iterator[Quote]:
        """The price, and once more as the opener where it has not moved since."""
        book, market, is_live = place
        if outcome.line_status not in LINE_STATUSES:
            raise RecordError(f"line status {outcome.line_status!r} is not known")
        phase, observed_at = self._standing(is_live=is_live)
        quote = Quote(
            book=book,
            market=market,
            side=side,
            price=outcome.odds,
            line=outcome.value if market.has_line else None,
            phase=phase,
            observed_at=observed_at,
            status=LINE_STATUSES[outcome.line_status],
        )
        opening = book == OPEN_BOOK and not is_live
        if not opening:
            yield quote
        if opening or (outcome.line_status == "opener" and not is_live):
            yield evolve(quote, phase=Phase.OPENER, observed_at=None)

    def _standing(self, *, is_live: bool) -> tuple[Phase, dt.datetime]:
        """What is shown, and of when: once a game has begun, what is not live stood at its start.

        A game put off has no price of after its start: read a year later it would seem the latest.
        """
        start = self.game.start_time
        if is_live:
            return Phase.LIVE, self.fetched_at
        if self.begun:
            return Phase.CLOSE, start
        latest = start if self.status in PUT_OFF else self.fetched_at
        return Phase.PREGAME, min(latest, self.fetched_at)

    def _splits(self, place: Place, sides: dict[Side, OutcomeView]) -> list[Split]:
        """A split for each side; two zeros are no data, and both sides must say something.

        Of now also where the price is the opener's: people go on betting.
        """
        book, market, is_live = place
        phase, observed_at = self._standing(is_live=is_live)
        public = [BET_INFO.decode(one.bet_info) or BetInfo() for one in sides.values()]
        tickets = _shares(*(one.tickets for one in public))
        money = _shares(*(one.money for one in public))
        return [
            Split(
                book=book,
                market=market,
                side=side,
                tickets_percent=tickets_percent,
                money_percent=money_percent,
                bets=_count(self.game.num_bets),
                phase=phase,
                observed_at=observed_at,
            )
            for side, tickets_percent, money_percent in zip(sides, tickets, money, strict=True)
            if (tickets_percent, money_percent) != (None, None)
        ]

    def _decode(self, decoder: msgspec.json.Decoder[T], raw: msgspec.Raw, record: str) -> T | None:
        try:
            return decoder.decode(raw)
        except UNREADABLE as error:
            self._refuse(record, error)
            return None

    def _refuse(self, record: str, reason: object) -> None:
        self.refusals.append(
            Refusal(external_id=str(self.game.id), record=record, reason=str(reason))
        )


def _shares(one: Share | None, other: Share | None) -> tuple[float | None, float | None]:
    first = one.percent if one else None
    second = other.percent if other else None
    if first is None or second is None or first == second == 0:
        return None, None
    return first, second


def _count(bets: object) -> int | None:
    """How many bets were counted; what is no count is none."""
    return bets if type(bets) is int and bets > 0 else None
