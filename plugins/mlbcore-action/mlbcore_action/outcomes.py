"""The outcomes of markets by book, period and market, as the scoreboard and the history nest them.

One operator's ids for its states are one book. Where several show one market, the one that stands
first in the table of ids is taken: New Jersey's where it has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from mlbcore import Market, Period, RecordError, Side
from mlbcore_action.ids import BOOK_CODES
from mlbcore_action.refusals import Refusals
from mlbcore_action.wire import UNREADABLE, Name, OutcomeView

MARKETS = {
    "moneyline": Market.MONEYLINE,
    "spread": Market.RUN_LINE,
    "total": Market.TOTAL,
    "core_bet_type_6_team_score": Market.TEAM_TOTAL,
}
PERIODS = {
    "event": Period.GAME,
    "firstfiveinnings": Period.FIRST_FIVE,
    "firsthalf": Period.FIRST_HALF,
}
SIDES: Mapping[str, Side] = {side: side for side in Side}
TEAM_TOTAL = Market.TEAM_TOTAL
RANKS = {id: rank for rank, id in enumerate(BOOK_CODES)}

ALL = msgspec.json.Decoder(dict[Name, dict[str, dict[str, list[OutcomeView]]]] | None)
BOOKS = msgspec.json.Decoder(dict[Name, msgspec.Raw] | None)
OUTCOMES = msgspec.json.Decoder(list[msgspec.Raw] | None)
OUTCOME = msgspec.json.Decoder(OutcomeView)

Teams = dict[object, Side]


class Place(NamedTuple):
    """A market of a book. A game in play has its markets twice, of before it and live."""

    book: str
    market: Market
    period: Period
    team: Side | None
    is_live: bool

    def __str__(self) -> str:
        words = (self.book, self.period if self.period is not Period.GAME else "", self.team or "")
        return " ".join(filter(None, (*words, self.market)))


Shown = dict[Place, dict[Side, OutcomeView]]
Listed = tuple[str, Period, Market, list[OutcomeView]]


def read_places(raw: msgspec.Raw, teams: Teams, refusals: Refusals) -> Shown:
    """The outcomes by place, one book an operator.

    ``teams`` says whose ids are whose; where it is empty, the sides of the other markets do.
    """
    held: dict[object, tuple[Place, dict[Side, OutcomeView]]] = {}
    listed = list(_markets(raw, refusals))
    teams = teams or _teams(listed)
    for book, period, market, outcomes in listed:
        operator = BOOK_CODES.get(book, book)
        for outcome in outcomes:
            try:
                side, team = _side(market, outcome), _team(market, outcome, teams)
            except RecordError as error:
                refusals.note(f"{book} {market}", error)
                continue
            key = (operator, market, period, team, outcome.is_live)
            if key not in held:
                held[key] = Place(book, market, period, team, outcome.is_live), {}
            place, sides = held[key]
            if place.book == book and sides.setdefault(side, outcome) != outcome:
                refusals.note(f"{place} {side}", "the side is given twice")
    return dict(held.values())


def by_rank(books: Iterable[str]) -> list[str]:
    """The ids of books, those first that stand for their operators; unknown ones last."""
    return sorted(books, key=lambda id: RANKS.get(id, len(RANKS)))


def _teams(listed: Iterable[Listed]) -> Teams:
    outcomes = (outcome for _, _, _, outcomes in listed for outcome in outcomes)
    return {
        outcome.team_id: Side(outcome.side)
        for outcome in outcomes
        if type(outcome.team_id) is int and outcome.side in (Side.AWAY, Side.HOME)
    }


def _side(market: Market, outcome: OutcomeView) -> Side:
    side = SIDES.get(outcome.side)
    if side not in market.sides:
        raise RecordError(f"{market} has no side {outcome.side!r}")
    return side


def _team(market: Market, outcome: OutcomeView, teams: Teams) -> Side | None:
    """Whose total it is; nobody's in any other market."""
    if market is not TEAM_TOTAL:
        return None
    if type(outcome.team_id) is not int or outcome.team_id not in teams:
        raise RecordError(f"team {outcome.team_id!r} does not play")
    return teams[outcome.team_id]


def _markets(raw: msgspec.Raw, refusals: Refusals) -> Iterator[Listed]:
    """At once where all of it can be read; else piece by piece, so that one costs no other."""
    try:
        books = ALL.decode(raw) or {}
    except UNREADABLE:
        yield from _pieces(raw, refusals)
        return
    for book in by_rank(books):
        for period, markets in books[book].items():
            for market, outcomes in markets.items():
                if period in PERIODS and market in MARKETS:
                    yield book, PERIODS[period], MARKETS[market], outcomes


def _pieces(raw: msgspec.Raw, refusals: Refusals) -> Iterator[Listed]:
    books = refusals.decoded(BOOKS, raw, "markets") or {}
    for book in by_rank(books):
        for period, markets in (refusals.decoded(BOOKS, books[book], book) or {}).items():
            if period not in PERIODS:
                continue
            for market, outcomes in (refusals.decoded(BOOKS, markets, book) or {}).items():
                if market in MARKETS:
                    record = f"{book} {MARKETS[market]}"
                    found = _readable(outcomes, record, refusals)
                    yield book, PERIODS[period], MARKETS[market], found


def _readable(raw: msgspec.Raw, record: str, refusals: Refusals) -> list[OutcomeView]:
    pieces = refusals.decoded(OUTCOMES, raw, record) or ()
    outcomes = (refusals.decoded(OUTCOME, piece, record) for piece in pieces)
    return [outcome for outcome in outcomes if outcome is not None]
