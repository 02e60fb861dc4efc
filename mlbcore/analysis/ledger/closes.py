"""The closing line a bet is measured by: its own book's, else the consensus of all books'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import median
from uuid import UUID

from attrs import frozen

from mlbcore.analysis.board import CONSENSUS, fair_by_book, main_line, standing_quotes
from mlbcore.models import Bet, Game, Market, Period, Quote, Side, is_bettable
from mlbcore.models.quote import seen_from_home
from mlbcore.odds import (
    ClosingValue,
    OddsError,
    Settlement,
    american_to_decimal,
    american_to_probability,
    clv,
    devig,
    probability_to_american,
)

# Where it is known how often games land on the numbers a line has moved over.
LANDING = (Market.RUN_LINE, Market.TOTAL)
Shown = Mapping[tuple[str, Side], Quote]


@frozen(kw_only=True)
class Close:
    """What the market's last word made of a bet.

    ``against`` is the bet's own book, or consensus: the median of the ``books`` that closed at the
    line most of them had. ``line`` is in runs, as the bet's side has it; ``fair`` is the side's
    probability there without vig, 0 to 1, None where the other side's price is not known.
    """

    against: str
    books: int
    line: Decimal | None
    price: int
    fair: float | None
    value: ClosingValue
    moved: bool


def closes(
    bets: Iterable[Bet], games: Mapping[int, Game], closing: Mapping[int, Sequence[Quote]]
) -> dict[UUID, Close]:
    """The closes of the bets that were settled, not void, and placed before the first pitch.

    ``closing`` has each game's last prices before it; a bet whose market has none is left out.
    """
    found = {
        bet.id: close_of(bet, closing.get(bet.game, ()))
        for bet in bets
        if bet.settlement not in (None, Settlement.VOID) and _is_early(bet, games[bet.game])
    }
    return {id: close for id, close in found.items() if close is not None}


def close_of(bet: Bet, quotes: Iterable[Quote]) -> Close | None:
    """How a bet stands to the closing prices of its game; None where its market has none.

    A close is a price that stood at the first pitch: what a book had taken down by then is none.
    """
    shown = standing_quotes(quote for quote in quotes if _is_of_market(bet, quote))
    own = shown.get((bet.book, bet.side))
    if own is None:
        return _consensus(bet, shown)
    other = shown.get((bet.book, bet.side.other))
    fair = None
    if other is not None and other.home_line == own.home_line:
        fair = devig([american_to_decimal(own.price), american_to_decimal(other.price)])[0]
    return _close(bet, own.line, own.price, fair, against=bet.book, books=1)


def _consensus(bet: Bet, shown: Shown) -> Close | None:
    line = main_line(shown)
    at_line = {key: quote for key, quote in shown.items() if quote.home_line == line}
    prices = {book: q.price for (book, side), q in at_line.items() if side is bet.side}
    books = {book for book in prices if is_bettable(book)} or prices.keys() & {CONSENSUS}
    if not books:
        return None
    implied = median(american_to_probability(prices[book]) for book in books)
    fair = [chances[bet.side] for chances in fair_by_book(bet.market, at_line)]
    return _close(
        bet,
        seen_from_home(bet.side, line),
        probability_to_american(implied),
        median(fair) if fair else None,
        against=CONSENSUS,
        books=len(books),
    )


def _close(
    bet: Bet, line: Decimal | None, price: int, fair: float | None, *, against: str, books: int
) -> Close:
    return Close(
        against=against,
        books=books,
        line=line,
        price=price,
        fair=fair,
        value=_value(bet, line, price, fair),
        moved=line != bet.line,
    )


def _value(bet: Bet, line: Decimal | None, price: int, fair: float | None) -> ClosingValue:
    """The value in all measures; no expected value where the line moved over unknown numbers."""
    if bet.line is None or line is None or line == bet.line:
        return clv(bet.price, price, fair=fair)
    if bet.market not in LANDING or bet.period is not Period.GAME:
        return clv(bet.price, price)
    own, last = float(bet.line), float(line)
    try:
        return clv(bet.price, price, line=own, close_line=last, fair=fair, side=bet.side)
    except OddsError:  # a quarter line, or numbers beyond those that are counted
        return clv(bet.price, price)


def _is_of_market(bet: Bet, quote: Quote) -> bool:
    if (quote.market, quote.period, quote.team) != (bet.market, bet.period, bet.team):
        return False
    return not bet.market.is_alternate or quote.home_line == bet.home_line


def _is_early(bet: Bet, game: Game) -> bool:
    return game.start is None or game.start_tbd or bet.placed_at <= game.start
