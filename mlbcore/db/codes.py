"""The small integers that stand for sources, books, markets, sides and phases in storage."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import LiteralString

from psycopg import Connection

from mlbcore.models import BOOKS, Book, LineStatus, Market, Period, Phase, Side

# The market, its period, whose total it is, and what a proposition is about.
MarketKey = tuple[Market, Period, Side | None, str | None]
BookRow = tuple[str, str, bool]  # code, name, whether it takes bets


class Codes:
    """Translates on one connection; what is new of sources, books and subjects is numbered.

    Each table is read whole, when the first of it is asked for. Nothing is kept any longer than
    the connection is lent: a number may be rolled back, and a restore gives others.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._books: dict[str, int] = {}

    def source(self, name: str) -> int:
        if name not in self._sources:
            self._sources[name] = self._source(name)
        return self._sources[name]

    def books(self, codes: Iterable[str]) -> dict[str, int]:
        """The number of each book code; one that is not in the registry is kept as unknown."""
        for code in sorted(set(codes) - self._books.keys()):
            book = BOOKS.get(code, Book(code, code, bettable=False))
            row = (book.code, book.name, book.bettable)
            self._books[code] = self._registered.get(row) or self._book(row)
        return self._books

    def book_of(self) -> dict[int, str]:
        """The code of each number of a book."""
        return dict(self.connection.execute("SELECT id, code FROM book").fetchall())

    @cached_property
    def market_of(self) -> dict[int, MarketKey]:
        return MarketOf(self.connection)

    @cached_property
    def side_of(self) -> dict[int, Side]:
        return {id: Side(word) for table, id, word in self._words if table == "side"}

    @cached_property
    def phase_of(self) -> dict[int, Phase]:
        return {id: Phase(word) for table, id, word in self._words if table == "phase"}

    @cached_property
    def status_of(self) -> dict[int, LineStatus]:
        return {id: LineStatus(word) for table, id, word in self._words if table == "line_status"}

    @cached_property
    def markets(self) -> dict[MarketKey, int]:
        """The number of each market there is."""
        return {key: id for id, key in self.market_of.items()}

    @cached_property
    def sides(self) -> dict[Side, int]:
        return {side: id for id, side in self.side_of.items()}

    @cached_property
    def phases(self) -> dict[Phase, int]:
        return {phase: id for id, phase in self.phase_of.items()}

    @cached_property
    def statuses(self) -> dict[LineStatus, int]:
        return {status: id for id, status in self.status_of.items()}

    def market(self, key: MarketKey) -> int:
        """The number of a market; a proposition that is new gets the next."""
        if key not in self.markets:
            self.markets[key] = self._proposition(key)
        return self.markets[key]

    @cached_property
    def _sources(self) -> dict[str, int]:
        return dict(self.connection.execute("SELECT name, id FROM source").fetchall())

    @cached_property
    def _registered(self) -> dict[BookRow, int]:
        rows = self.connection.execute("SELECT id, code, name, bettable FROM book")
        return {(code, name, bettable): id for id, code, name, bettable in rows}

    @cached_property
    def _words(self) -> list[tuple[str, int, str]]:
        """The table, the number and the word of each side, phase and status."""
        return self.connection.execute(
            "SELECT 'side', id, side FROM side UNION ALL SELECT 'phase', id, phase FROM phase"
            " UNION ALL SELECT 'line_status', id, status FROM line_status"
        ).fetchall()

    def _proposition(self, key: MarketKey) -> int:
        market, period, _, subject = key
        return self._number(
            "SELECT id FROM market"
            " WHERE (market, period, subject) = (%(market)s, %(period)s, %(subject)s)",
            "INSERT INTO market (id, market, period, subject)"
            " SELECT max(id) + 1, %(market)s, %(period)s, %(subject)s FROM market",
            {"market": market.value, "period": period.value, "subject": subject},
        )

    def _source(self, name: str) -> int:
        return self._number(
            "SELECT id FROM source WHERE name = %(name)s",
            "INSERT INTO source SELECT coalesce(max(id), 0) + 1, %(name)s FROM source"
            " ON CONFLICT (name) DO NOTHING",
            {"name": name},
        )

    def _book(self, row: BookRow) -> int:
        return self._number(
            "SELECT id FROM book WHERE (code, name, bettable) = (%(code)s, %(name)s, %(bettable)s)",
            "INSERT INTO book"
            " SELECT coalesce(max(id), 0) + 1, %(code)s, %(name)s, %(bettable)s FROM book"
            " ON CONFLICT (code) DO UPDATE SET name = excluded.name, bettable = excluded.bettable",
            dict(zip(("code", "name", "bettable"), row, strict=True)),
        )

    def _number(
        self, select: LiteralString, insert: LiteralString, values: dict[str, object]
    ) -> int:
        """What is there is not written again: a connection that only reads may ask for it."""
        row = self.connection.execute(select, values).fetchone()
        if row is None:
            self.connection.execute(insert, values)
            row = self.connection.execute(select, values).fetchone()
        assert row is not None
        return int(row[0])


class MarketOf(dict[int, MarketKey]):
    """The market of each number, read again for one that another connection has added."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        self._read()

    def __missing__(self, id: int) -> MarketKey:
        self._read()
        if id not in self:
            raise KeyError(id)
        return self[id]

    def _read(self) -> None:
        rows = self._connection.execute("SELECT id, market, period, team, subject FROM market")
        for id, market, period, team, subject in rows:
            self[id] = Market(market), Period(period), Side(team) if team else None, subject
