"""Prices with the source that showed them and the time we learned them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, LiteralString

from psycopg import Connection

from mlbcore.db.codes import Codes
from mlbcore.db.quote_rows import QuoteRows, uncollected
from mlbcore.db.quotes import CLOSED
from mlbcore.models import Market, Seen

CURRENT: LiteralString = """
    SELECT q.game, q.book, q.market, q.side, q.price, q.line, q.phase,
        nullif(q.observed_at, '-infinity'), q.status, s.name, q.recorded_at
    FROM quote_current q JOIN source s ON s.id = q.source
    WHERE q.game = ANY(%(games)s)
    ORDER BY q.game, q.market, q.side, q.book, q.phase, q.source
"""

AS_OF: LiteralString = """
    SELECT q.game, q.book, q.market, q.side, q.price, q.line, q.phase,
        nullif(q.observed_at, '-infinity'), q.status, s.name, q.recorded_at
    FROM (
        SELECT DISTINCT ON (game, book, market, side, rung, phase, source) * FROM quote
        WHERE game = ANY(%(games)s) AND observed_at <= %(observed_by)s
        ORDER BY game, book, market, side, rung, phase, source,
            observed_at DESC, recorded_at DESC, payload DESC, tick DESC
    ) q
    JOIN source s ON s.id = q.source
    ORDER BY q.game, q.market, q.side, q.book, q.phase, q.source
"""

HISTORY: LiteralString = """
    SELECT q.game, q.book, q.market, q.side, q.price, q.line, q.phase,
        nullif(q.observed_at, '-infinity'), q.status, s.name, q.recorded_at
    FROM quote q JOIN source s ON s.id = q.source
    WHERE q.game = %(game)s
        AND q.observed_at <= coalesce(%(observed_by)s::timestamptz, 'infinity')
        AND (%(market)s::text IS NULL
            OR q.market IN (SELECT id FROM market WHERE market = %(market)s))
    ORDER BY q.observed_at, q.recorded_at, q.payload, q.book, q.market, q.side, q.rung, q.tick
"""

CLOSING: LiteralString = """
    SELECT q.game, q.book, q.market, q.side, q.price, q.line, q.phase,
        nullif(q.observed_at, '-infinity'), q.status, s.name, q.recorded_at
    FROM closed q JOIN source s ON s.id = q.source
"""


class SeenQuotes:
    """Reads them on one connection."""

    def __init__(self, connection: Connection, codes: Codes) -> None:
        self.connection = connection
        self.rows = QuoteRows(codes)

    def current(
        self, games: Iterable[int], *, observed_by: dt.datetime | None = None
    ) -> dict[int, list[Seen]]:
        """The latest of each source, book, market, side and phase, that the market had shown."""
        query = CURRENT if observed_by is None else AS_OF
        return self._by_game(query, games=list(games), observed_by=observed_by)

    def closing(self, games: Iterable[int]) -> dict[int, list[Seen]]:
        """The last before the first pitch of each source, book, market and side."""
        return self._by_game(CLOSED + CLOSING, games=list(games), known_by=None)

    def history(
        self,
        game: int,
        *,
        market: Market | None = None,
        observed_by: dt.datetime | None = None,
    ) -> list[Seen]:
        """Every price of a game in order of time, openers first."""
        return self._read(HISTORY, game=game, market=market, observed_by=observed_by)

    def _by_game(self, query: LiteralString, **asked: Any) -> dict[int, list[Seen]]:
        by_game: dict[int, list[Seen]] = defaultdict(list)
        for seen in self._read(query, **asked):
            by_game[seen.game].append(seen)
        return by_game

    def _read(self, query: LiteralString, **asked: Any) -> list[Seen]:
        with uncollected():
            rows = self.connection.execute(query, asked, binary=True).fetchall()
            quotes = self.rows.decode(row[:-2] for row in rows)
            return [
                Seen(game, source, recorded_at, quote)
                for (game, quote), (*_, source, recorded_at) in zip(quotes, rows, strict=True)
            ]
