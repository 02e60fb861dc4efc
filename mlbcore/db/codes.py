"""The small integers that stand for sources, books, markets, sides and phases in storage."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from psycopg import Connection

from mlbcore.models import BOOKS, Book, LineStatus, Market, Period, Phase, Side

MarketKey = tuple[Market, Period, Side | None]


class Codes:
    """Translates on one connection; a source or book that is new gets the next number."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._sources: dict[str, int] = {}
        self._books: dict[str, int] = {}

    def source(self, name: str) -> int:
        if name not in self._sources:
            self._sources[name] = self._source(name)
        return self._sources[name]

    def books(self, codes: Iterable[str]) -> dict[str, int]:
        """The number of each book code; one that is not in the registry is kept as unknown."""
        for code in sorted(set(codes) - self._books.keys()):
            self._books[code] = self._book(BOOKS.get(code, Book(code, code, bettable=False)))
        return self._books

    @cached_property
    def markets(self) -> dict[MarketKey, int]:
        rows = self.connection.execute("SELECT id, market, period, team FROM market")
        return {
            (Market(market), Period(period), Side(team) if team else None): id
            for id, market, period, team in rows
        }

    @cached_property
    def sides(self) -> dict[Side, int]:
        return {Side(name): id for id, name in self.connection.execute("SELECT * FROM side")}

    @cached_property
    def phases(self) -> dict[Phase, int]:
        return {Phase(name): id for id, name in self.connection.execute("SELECT * FROM phase")}

    @cached_property
    def statuses(self) -> dict[LineStatus, int]:
        rows = self.connection.execute("SELECT id, status FROM line_status")
        return {LineStatus(name): id for id, name in rows}

    def _source(self, name: str) -> int:
        return self._number(
            "INSERT INTO source SELECT coalesce(max(id), 0) + 1, %(name)s FROM source"
            " ON CONFLICT (name) DO NOTHING",
            "SELECT id FROM source WHERE name = %(name)s",
            {"name": name},
        )

    def _book(self, book: Book) -> int:
        return self._number(
            "INSERT INTO book"
            " SELECT coalesce(max(id), 0) + 1, %(code)s, %(name)s, %(bettable)s FROM book"
            " ON CONFLICT (code) DO UPDATE SET name = excluded.name, bettable = excluded.bettable",
            "SELECT id FROM book WHERE code = %(code)s",
            {"code": book.code, "name": book.name, "bettable": book.bettable},
        )

    def _number(self, insert: str, select: str, values: dict[str, object]) -> int:
        self.connection.execute(insert, values)
        row = self.connection.execute(select, values).fetchone()
        assert row is not None
        return int(row[0])
