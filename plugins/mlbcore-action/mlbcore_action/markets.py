"""The markets of one game: a quote for each outcome, and splits where both sides have them."""

from __future__ import annotations

import datetime as dt

import msgspec
from attrs import Factory, define, frozen

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
from mlbcore_action.wire import BetInfo, OutcomeView, ScoreboardGame, Share

MARKETS = {"moneyline": Market.MONEYLINE, "spread": Market.RUN_LINE, "total": Market.TOTAL}
LINE_STATUSES = {
    None: LineStatus.ACTIVE,
    "normal": LineStatus.ACTIVE,
    "opener": LineStatus.ACTIVE,
    "suspended": LineStatus.SUSPENDED,
}
OPEN_BOOK = "30"
BEGUN = (GameStatus.LIVE, GameStatus.FINAL, GameStatus.SUSPENDED)

OUTCOME = msgspec.json.Decoder(OutcomeView)


@define
class Found:
    quotes: list[Quote] = Factory(list)
    splits: list[Split] = Factory(list)
    refusals: list[Refusal] = Factory(list)


@frozen
class Seen:
    """An outcome that became a quote, with the shares of the public beside it."""

    quote: Quote
    public: BetInfo


def read_markets(game: ScoreboardGame, status: GameStatus | None, fetched_at: dt.datetime) -> Found:
    """The quotes and splits of every book asked for, and what could not be taken."""
    found = Found()
    reader = Reader(game, status, fetched_at, found)
    for book, markets in (game.markets or {}).items():
        for name, outcomes in markets.event.items():
            if name in MARKETS:
                reader.read(book, MARKETS[name], outcomes)
    return found


@frozen
class Reader:
    game: ScoreboardGame
    status: GameStatus | None
    fetched_at: dt.datetime
    found: Found

    def read(self, book: str, market: Market, outcomes: list[msgspec.Raw]) -> None:
        sides: dict[Side, Seen] = {}
        for raw in outcomes:
            seen = self.outcome(book, market, raw)
            if seen is None or seen == sides.get(seen.quote.side):
                continue
            if seen.quote.side in sides:
                self.refuse(f"{book} {market} {seen.quote.side}", "the side is given twice")
            else:
                sides[seen.quote.side] = seen
        self.found.quotes += [seen.quote for seen in sides.values()]
        if len(sides) == 2:
            self.found.splits += self.splits(*sides.values())

    def outcome(self, book: str, market: Market, raw: msgspec.Raw) -> Seen | None:
        record = f"{book} {market}"
        try:
            outcome = OUTCOME.decode(raw)
            record = f"{record} {outcome.side}"
            if outcome.odds is None or outcome.odds == 0:
                return None
            return Seen(self.quote(book, market, outcome), outcome.bet_info or BetInfo())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, RecordError) as error:
            self.refuse(record, str(error))
            return None

    def quote(self, book: str, market: Market, outcome: OutcomeView) -> Quote:
        if outcome.side not in market.sides:
            raise RecordError(f"{market} has no side {outcome.side!r}")
        if outcome.line_status not in LINE_STATUSES:
            raise RecordError(f"line status {outcome.line_status!r} is not known")
        phase = self.phase(book, outcome)
        times = {Phase.OPENER: None, Phase.CLOSE: self.game.start_time}
        return Quote(
            book=book,
            market=market,
            side=Side(outcome.side),
            price=outcome.odds,
            line=outcome.value if market.has_line else None,
            phase=phase,
            observed_at=times.get(phase, self.fetched_at),
            status=LINE_STATUSES[outcome.line_status],
        )

    def phase(self, book: str, outcome: OutcomeView) -> Phase:
        """Once a game has begun, what is not live is what stood at its start."""
        if book == OPEN_BOOK or outcome.line_status == "opener":
            return Phase.OPENER
        if outcome.is_live:
            return Phase.LIVE
        unknown = self.status is None and self.fetched_at >= self.game.start_time
        return Phase.CLOSE if unknown or self.status in BEGUN else Phase.PREGAME

    def splits(self, one: Seen, other: Seen) -> list[Split]:
        """A split for each side; two zeros are no data, and both sides must say something."""
        tickets = _shares(one.public.tickets, other.public.tickets)
        money = _shares(one.public.money, other.public.money)
        if tickets == (None, None) and money == (None, None):
            return []
        return [
            Split(
                book=seen.quote.book,
                market=seen.quote.market,
                side=seen.quote.side,
                tickets_percent=tickets[place],
                money_percent=money[place],
                bets=self.game.num_bets or None,
                phase=seen.quote.phase,
                observed_at=seen.quote.observed_at,
            )
            for place, seen in enumerate((one, other))
        ]

    def refuse(self, record: str, reason: str) -> None:
        self.found.refusals.append(
            Refusal(external_id=str(self.game.id), record=record, reason=reason)
        )


def _shares(one: Share | None, other: Share | None) -> tuple[float | None, float | None]:
    first = one.percent if one else None
    second = other.percent if other else None
    if first is None or second is None or first == second == 0:
        return None, None
    return first, second
