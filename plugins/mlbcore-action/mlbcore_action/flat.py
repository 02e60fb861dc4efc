"""The first form of the scoreboard: a row of prices for each book and period of a game."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from mlbcore import (
    GameStatus,
    Market,
    Period,
    Phase,
    Quote,
    RecordError,
    Side,
    Split,
)
from mlbcore_action.ids import BOOK_CODES
from mlbcore_action.markets import count, shares
from mlbcore_action.outcomes import by_rank
from mlbcore_action.refusals import Refusals
from mlbcore_action.standing import OPEN_BOOK, Standing
from mlbcore_action.wire import Instant, ScoreboardGame

LIVE = "live"
PERIODS = {
    "game": Period.GAME,
    LIVE: Period.GAME,
    "firstfiveinnings": Period.FIRST_FIVE,
    "firsthalf": Period.FIRST_HALF,
}


class Cell(NamedTuple):
    """Where a row holds the price and line of a side."""

    market: Market
    side: Side
    price: str
    line: str | None = None
    team: Side | None = None


CELLS = (
    Cell(Market.MONEYLINE, Side.AWAY, "ml_away"),
    Cell(Market.MONEYLINE, Side.HOME, "ml_home"),
    Cell(Market.RUN_LINE, Side.AWAY, "spread_away_line", "spread_away"),
    Cell(Market.RUN_LINE, Side.HOME, "spread_home_line", "spread_home"),
    Cell(Market.TOTAL, Side.OVER, "over", "total"),
    Cell(Market.TOTAL, Side.UNDER, "under", "total"),
    Cell(Market.TEAM_TOTAL, Side.OVER, "away_over", "away_total", Side.AWAY),
    Cell(Market.TEAM_TOTAL, Side.UNDER, "away_under", "away_total", Side.AWAY),
    Cell(Market.TEAM_TOTAL, Side.OVER, "home_over", "home_total", Side.HOME),
    Cell(Market.TEAM_TOTAL, Side.UNDER, "home_under", "home_total", Side.HOME),
)
PUBLIC = {Market.MONEYLINE: "ml", Market.RUN_LINE: "spread", Market.TOTAL: "total"}


class RowHead(msgspec.Struct):
    book_id: int
    type: str
    inserted: Instant | None = None
    line_status: dict[str, Any] | None = None
    num_bets: Any = None


class FlatRow(NamedTuple):
    head: RowHead
    cells: dict[str, Any]

    @property
    def is_live(self) -> bool:
        return self.head.type == LIVE

    def __str__(self) -> str:
        return f"{self.head.book_id} {self.head.type}"


ROWS = msgspec.json.Decoder(list[msgspec.Raw] | None)
HEAD = msgspec.json.Decoder(RowHead)
CELLS_OF_ROW = msgspec.json.Decoder(dict[str, Any])


class FlatOdds:
    """What the first form of the scoreboard shows of one game."""

    def __init__(
        self,
        game: ScoreboardGame,
        status: GameStatus | None,
        fetched_at: dt.datetime,
        refusals: Refusals,
    ) -> None:
        self.game = game
        self.refusals = refusals
        self.rows = self._read()
        live = any(row.is_live for row in self.rows)
        self.standing = Standing(game.start_time, status, fetched_at, live)

    def quotes(self) -> Iterator[Quote]:
        for row in self.rows:
            for cell in CELLS:
                if row.cells.get(cell.price) in (None, 0):
                    continue  # zero is no price
                try:
                    yield self._quote(row, cell)
                except RecordError as error:
                    self.refusals.note(f"{row} {cell.market} {cell.side}", error)

    def splits(self) -> Iterator[Split]:
        for row in self.rows:
            for market, prefix in PUBLIC.items():
                try:
                    yield from self._splits(row, market, prefix)
                except RecordError as error:
                    self.refusals.note(f"{row} {market} split", error)

    def _read(self) -> list[FlatRow]:
        """The rows, one of each period an operator: of the id that stands first for it."""
        rows: dict[str, list[FlatRow]] = defaultdict(list)
        for raw in self.refusals.decoded(ROWS, self.game.odds, "odds") or ():
            head = self.refusals.decoded(HEAD, raw, "odds")
            if head is not None and head.type in PERIODS:
                cells = self.refusals.decoded(CELLS_OF_ROW, raw, f"{head.book_id} {head.type}")
                rows[str(head.book_id)].append(FlatRow(head, cells or {}))
        taken: dict[object, FlatRow] = {}
        for book in by_rank(rows):
            for row in rows[book]:
                taken.setdefault((BOOK_CODES.get(book, book), row.head.type), row)
        return list(taken.values())

    def _quote(self, row: FlatRow, cell: Cell) -> Quote:
        """Of when the row was last written; what a status but 0 means is not known."""
        if status := (row.head.line_status or {}).get(cell.price):
            raise RecordError(f"line status {status!r} is not known")
        book = str(row.head.book_id)
        observed_at: dt.datetime | None
        phase, observed_at = self.standing.of(is_live=row.is_live, shown_at=row.head.inserted)
        if book == OPEN_BOOK and not row.is_live:
            phase, observed_at = Phase.OPENER, None
        return Quote(
            book=book,
            market=cell.market,
            side=cell.side,
            price=row.cells[cell.price],
            line=row.cells.get(cell.line) if cell.line else None,
            phase=phase,
            observed_at=observed_at,
            period=PERIODS[row.head.type],
            team=cell.team,
        )

    def _splits(self, row: FlatRow, market: Market, prefix: str) -> list[Split]:
        """A split for each side, of when the page was fetched: people bet while a price stands."""
        phase, observed_at = self.standing.of(is_live=row.is_live)
        keys = [f"{prefix}_{side}" for side in market.sides]
        tickets = shares(*(_share(row.cells.get(f"{key}_public")) for key in keys))
        money = shares(*(_share(row.cells.get(f"{key}_money")) for key in keys))
        if tickets == money == (None, None):
            return []
        return [
            Split(
                book=str(row.head.book_id),
                market=market,
                side=side,
                tickets_percent=tickets_percent,
                money_percent=money_percent,
                bets=count(row.head.num_bets) or count(self.game.num_bets),
                phase=phase,
                observed_at=observed_at,
                period=PERIODS[row.head.type],
            )
            for side, tickets_percent, money_percent in zip(
                market.sides, tickets, money, strict=True
            )
        ]


def _share(value: object) -> float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise RecordError(f"share {value!r} is not a number")
