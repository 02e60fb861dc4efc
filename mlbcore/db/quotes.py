"""The history of prices, and the questions asked of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import LiteralString

from psycopg import Connection

from mlbcore.db.codes import Codes, MarketKey
from mlbcore.db.line_moves import told_moves
from mlbcore.db.quote_rows import NO_OTHER, GameQuote, QuoteRows, uncollected
from mlbcore.db.quote_writer import Origin, QuoteWriter
from mlbcore.log.events import LineMoved
from mlbcore.models import Quote

# Each selects what QuoteRows.decode reads. A question may be asked as of what the market had shown
# by an instant, and as of what we had learned by one.

CURRENT: LiteralString = """
    SELECT q.game, q.book, q.market, q.side, q.price, q.line, q.phase,
        nullif(q.observed_at, '-infinity'), q.status
    FROM quote_current q WHERE q.game = ANY(%(games)s)
    ORDER BY q.game, q.market, q.side, q.book, q.phase, q.source
"""

AS_OF: LiteralString = """
    SELECT q.game, q.book, q.market, q.side, q.price, q.line, q.phase,
        nullif(q.observed_at, '-infinity'), q.status
    FROM (
        SELECT DISTINCT ON (game, book, market, side, rung, phase, source) * FROM quote
        WHERE game = ANY(%(games)s)
            AND observed_at <= coalesce(%(observed_by)s::timestamptz, 'infinity')
            AND recorded_at <= coalesce(%(known_by)s::timestamptz, 'infinity')
        ORDER BY game, book, market, side, rung, phase, source,
            observed_at DESC, recorded_at DESC, payload DESC, tick DESC
    ) q
    ORDER BY q.game, q.market, q.side, q.book, q.phase, q.source
"""

HISTORY: LiteralString = """
    SELECT q.game, q.book, q.market, q.side, q.price, q.line, q.phase,
        nullif(q.observed_at, '-infinity'), q.status
    FROM quote q
    WHERE q.game = ANY(%(games)s)
        AND q.observed_at <= coalesce(%(observed_by)s::timestamptz, 'infinity')
        AND q.recorded_at <= coalesce(%(known_by)s::timestamptz, 'infinity')
        AND (%(market)s::smallint IS NULL OR q.market = %(market)s)
        AND (%(book)s::text IS NULL OR q.book = (SELECT id FROM book WHERE code = %(book)s))
    ORDER BY q.observed_at, q.recorded_at, q.payload, q.game, q.book, q.market, q.side, q.rung,
        q.tick
"""

OPENING: LiteralString = """
    SELECT q.game, q.book, q.market, q.side, q.price, q.line, q.phase,
        nullif(q.observed_at, '-infinity'), q.status
    FROM (
        SELECT DISTINCT ON (game, book, market, side, rung, source) * FROM quote
        WHERE game = ANY(%(games)s)
            AND recorded_at <= coalesce(%(known_by)s::timestamptz, 'infinity')
            AND phase IN (SELECT id FROM phase WHERE phase <> 'live')
        ORDER BY game, book, market, side, rung, source,
            observed_at, recorded_at DESC, payload DESC, tick DESC
    ) q
    ORDER BY q.game, q.market, q.side, q.book, q.source
"""

# The rows that closed, of each source: a beginning, with what is asked of them to follow.
CLOSED: LiteralString = """
    WITH closed AS (
        SELECT DISTINCT ON (q.game, q.book, q.market, q.side, q.rung, q.source) q.*
        FROM quote q JOIN phase p ON p.id = q.phase JOIN game g ON g.id = q.game
        JOIN line_status l ON l.id = q.status
        WHERE q.game = ANY(%(games)s)
            AND q.recorded_at <= coalesce(%(known_by)s::timestamptz, 'infinity')
            AND (p.phase = 'close' AND l.status = 'active' OR (p.phase = 'pregame'
                AND (g.start_tbd OR q.observed_at <= g.start)))
        ORDER BY q.game, q.book, q.market, q.side, q.rung, q.source, p.phase = 'close' DESC,
            q.observed_at DESC, q.recorded_at DESC, q.payload DESC, q.tick DESC
    )
"""

CLOSING: LiteralString = """
    SELECT q.game, q.book, q.market, q.side, q.price, q.line, q.phase,
        nullif(q.observed_at, '-infinity'), q.status
    FROM closed q
    ORDER BY q.game, q.market, q.side, q.book, q.source
"""


NO_MARKET = 0  # the numbers begin at 1


class Quotes:
    """Reads and writes quotes on one connection."""

    def __init__(self, connection: Connection, codes: Codes) -> None:
        self.connection = connection
        self.codes = codes
        self.rows = QuoteRows(codes)
        self.writer = QuoteWriter(connection)
        self.moves: Sequence[LineMoved] = ()  # that the last save came to

    def save(
        self,
        quotes: Sequence[GameQuote],
        *,
        source: str,
        payload: int,
        recorded_at: dt.datetime,
        books: Mapping[str, str] = NO_OTHER,
    ) -> int:
        """Store what differs from what was in force at its time; gives how many rows that is.

        In force, for a quote observed at o in a payload fetched at r, is the latest of its series
        observed by o and recorded by r: so a replay in any later run adds nothing. ``books`` has
        the code of each book that the quotes call by another name.
        """
        self.moves = ()
        if not quotes:
            return 0
        origin = Origin(self.codes.source(source), payload, recorded_at)
        count = self.writer.write(self.rows.encode(quotes, books), origin)
        if self.writer.moves:
            self.moves = list(told_moves(source, self.writer.moves, self.codes))
        return count

    def current(
        self,
        games: Iterable[int],
        *,
        observed_by: dt.datetime | None = None,
        known_by: dt.datetime | None = None,
    ) -> dict[int, list[Quote]]:
        """The latest quote of each source, book, market, side and phase of the games.

        With ``observed_by`` the latest that the market had shown by that instant, with
        ``known_by`` the latest that we had learned by then.
        """
        if observed_by is None and known_by is None:
            return self._by_game(CURRENT, games=games)
        return self._by_game(AS_OF, games=games, observed_by=observed_by, known_by=known_by)

    def history(
        self,
        games: Iterable[int],
        *,
        market: MarketKey | None = None,
        book: str | None = None,
        observed_by: dt.datetime | None = None,
        known_by: dt.datetime | None = None,
    ) -> list[GameQuote]:
        """Every price of the games in order of time, openers first: how the market moved."""
        return self._read(
            HISTORY,
            games=games,
            market=None if market is None else self.codes.markets.get(market, NO_MARKET),
            book=book,
            observed_by=observed_by,
            known_by=known_by,
        )

    def opening(
        self, games: Iterable[int], *, known_by: dt.datetime | None = None
    ) -> dict[int, list[Quote]]:
        """The first line of each source, book, market and side: its opener, or else the earliest.

        Each alternate line has one of its own.
        """
        return self._by_game(OPENING, games=games, known_by=known_by)

    def closing(
        self, games: Iterable[int], *, known_by: dt.datetime | None = None
    ) -> dict[int, list[Quote]]:
        """The last line before the first pitch of each source, book, market and side.

        That is the close a source states, unless it is suspended, or else its last price from
        before the game by the start; where the start is a placeholder, its last price from before
        the game.
        """
        return self._by_game(CLOSED + CLOSING, games=games, known_by=known_by)

    def count(self, games: Iterable[int]) -> int:
        """How many prices there are in the history of the games."""
        row = self.connection.execute(
            "SELECT count(*) FROM quote WHERE game = ANY(%(games)s)", {"games": list(games)}
        ).fetchone()
        return int(row[0]) if row else 0

    def _by_game(
        self, query: LiteralString, *, games: Iterable[int], **asked: object
    ) -> dict[int, list[Quote]]:
        quotes: dict[int, list[Quote]] = defaultdict(list)
        for game, quote in self._read(query, games=games, **asked):
            quotes[game].append(quote)
        return quotes

    def _read(
        self, query: LiteralString, *, games: Iterable[int], **asked: object
    ) -> list[GameQuote]:
        with uncollected():
            rows = self.connection.execute(query, {"games": list(games), **asked}, binary=True)
            return list(self.rows.decode(rows.fetchall()))
