"""The old tables of prices: moneyline, spreads and totals, with the shares beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from attrs import frozen

from mlbcore.errors import RecordError
from mlbcore.legacy import cells
from mlbcore.legacy.ids import book_code
from mlbcore.legacy.sheets import MONEYLINE, SPREADS, TOTALS, OldRow
from mlbcore.models import GameStatus, Listing, Market, Phase, Quote, Side, Split

# The longest game there was took 8 hours and 6 minutes: what was read later was read after it.
LONGEST_GAME = dt.timedelta(hours=12)
SUM_OF_SHARES = (98, 102)
# Below it a run line is nearly a moneyline, and the two may well have the same prices.
SMALL_LINE = Decimal("0.5")
CURRENT, OPENING, CLOSING = "", "opening_", "closing_"
KINDS = (CURRENT, OPENING, CLOSING)
Moment = tuple[Phase, dt.datetime | None]
Said = Quote | Split


@frozen
class Layout:
    """The columns of a table: its market, its sides, and the price and line of each."""

    market: Market
    sides: tuple[Side, Side]
    price: str
    line: tuple[str, ...] = ()

    def prices(self, row: OldRow, kind: str) -> tuple[int | None, int | None]:
        one, other = (self._price(row, kind, side) for side in self.sides)
        return one, other

    def lines(self, row: OldRow, kind: str) -> tuple[Decimal | None, Decimal | None]:
        one, other = (self._line(row, kind, side) for side in self.sides)
        return one, other

    def _price(self, row: OldRow, kind: str, side: Side) -> int | None:
        return cells.counted(row.cells.get(kind + self.price.format(side))) or None

    def _line(self, row: OldRow, kind: str, side: Side) -> Decimal | None:
        named = (kind + column.format(side) for column in self.line)
        return next((line for name in named if (line := cells.measure(row.cells.get(name)))), None)


AWAY_HOME, OVER_UNDER = (Side.AWAY, Side.HOME), (Side.OVER, Side.UNDER)
LAYOUTS = {
    MONEYLINE: Layout(Market.MONEYLINE, AWAY_HOME, "{}_ml"),
    SPREADS: Layout(Market.RUN_LINE, AWAY_HOME, "{}_spread_price", ("{}_spread",)),
    TOTALS: Layout(Market.TOTAL, OVER_UNDER, "{}_price", ("total_line", "total")),
}
# The pairs of run line prices of a game, by its id and the book, for each kind.
RunLines = set[tuple[str, str, str, tuple[int | None, int | None]]]


def statements_of(row: OldRow, game: Listing, run_lines: RunLines) -> Iterator[Said | str]:
    """What a row says, and why what it says else is not taken."""
    book = _book(row)
    if not book:
        yield "no sportsbook"
        return
    for kind in KINDS:
        yield from _or_reason(partial(_quotes, row, game, book, kind, run_lines), kind)
    yield from _or_reason(partial(_shares, row, game, book), "shares_")


def run_line_prices(
    row: OldRow, external_id: str
) -> Iterator[tuple[str, str, str, tuple[int, int]]]:
    """What a moneyline of the same game and book must not be."""
    book, layout = _book(row), LAYOUTS[SPREADS]
    for kind in KINDS:
        try:
            (one, other), lines = layout.prices(row, kind), layout.lines(row, kind)
        except RecordError:
            continue  # refused, with its reason, where the row is read
        if one and other and any(line and abs(line) > SMALL_LINE for line in lines):
            yield external_id, book, kind, (one, other)


def moment_of(game: Listing, at: dt.datetime | None) -> Moment:
    """Where in the game's life a row of an instant stands. Raises RecordError where none tells.

    What was read long after a game that is over is what stood at its start.
    """
    start = game.start
    if at is None or start is None:
        raise RecordError("it has no time" if at is None else "its game has no start")
    if at <= start:
        return Phase.PREGAME, at
    if game.status is GameStatus.FINAL and at - start >= LONGEST_GAME:
        return Phase.CLOSE, start
    raise RecordError("read after the start: in play or the close, and nothing tells which")


def pair_of_shares(what: str, one: str | None, other: str | None) -> tuple[float | None, ...]:
    """Two shares of 0 to 100; two zeros, or a zero alone, are none. Raises RecordError."""
    shares = [cells.decimal(one), cells.decimal(other)]
    known = [share for share in shares if share is not None]
    if not any(known):
        return None, None
    low, high = SUM_OF_SHARES
    if len(known) == len(shares) and not low <= sum(known) <= high:
        raise RecordError(f"the shares of {what}, {known[0]} and {known[1]}, do not make 100")
    return tuple(None if share is None else float(share) for share in shares)


def both_splits(
    book: str,
    market: Market,
    sides: tuple[Side, Side],
    shares: tuple[tuple[float | None, ...], tuple[float | None, ...]],
    bets: tuple[int | None, ...],
    moment: Moment,
) -> Iterator[Split]:
    """The shares of tickets and money of both sides, where there are any."""
    tickets, money = shares
    for place, side in enumerate(sides):
        if tickets[place] is not None or money[place] is not None:
            yield Split(
                book=book,
                market=market,
                side=side,
                tickets_percent=tickets[place],
                money_percent=money[place],
                bets=bets[place] or None,
                phase=moment[0],
                observed_at=moment[1],
            )


def _book(row: OldRow) -> str:
    return book_code(cells.said(row.cells.get("sportsbook")) or "")


def _or_reason(said: Callable[[], Iterator[Said]], kind: str) -> Iterator[Said | str]:
    """All that is said, or why none of it can be true."""
    try:
        yield from list(said())
    except RecordError as error:
        yield f"{kind.replace('_', ': ')}{error}"


def _quotes(
    row: OldRow, game: Listing, book: str, kind: str, run_lines: RunLines
) -> Iterator[Quote]:
    layout = LAYOUTS[row.table]
    prices, lines = layout.prices(row, kind), layout.lines(row, kind)
    if prices == (None, None):
        return
    if row.table == MONEYLINE and (game.external_id, book, kind, prices) in run_lines:
        raise RecordError(f"{prices[0]} and {prices[1]} are the prices of the run line")
    if row.table == SPREADS and None not in lines and sum(filter(None, lines)) != 0:
        raise RecordError(f"the lines {lines[0]} and {lines[1]} do not answer each other")
    phase, observed_at = _moment(row, game, kind)
    for side, price, line in zip(layout.sides, prices, lines, strict=True):
        if price is not None:
            yield Quote(
                book=book,
                market=layout.market,
                side=side,
                price=price,
                line=line,
                phase=phase,
                observed_at=observed_at,
            )


def _moment(row: OldRow, game: Listing, kind: str) -> Moment:
    if kind == OPENING:
        return Phase.OPENER, None
    at = cells.instant(row.cells.get("odds_timestamp"))
    if kind == CURRENT:
        return moment_of(game, at)
    if game.start is None or game.status is not GameStatus.FINAL:
        raise RecordError("its game has no start, or is not known to have been played")
    if at is not None and at < game.start:
        raise RecordError("read before there was a close")
    return Phase.CLOSE, game.start


def _shares(row: OldRow, game: Listing, book: str) -> Iterator[Split]:
    layout = LAYOUTS[row.table]
    tickets, money, bets = (
        [row.cells.get(f"{side}_{what}") for side in layout.sides]
        for what in ("bets_percentage", "money_percentage", "bets_count")
    )
    shares = pair_of_shares("tickets", *tickets), pair_of_shares("money", *money)
    if shares != ((None, None), (None, None)):
        moment = moment_of(game, cells.instant(row.cells.get("odds_timestamp")))
        counts = tuple(map(cells.counted, bets))
        yield from both_splits(book, layout.market, layout.sides, shares, counts, moment)
