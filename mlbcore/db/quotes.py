"""The history of prices: append only, changes only, idempotent; the latest row beside it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import LiteralString

from psycopg import Connection

from mlbcore.db.codes import Codes
from mlbcore.models import LineStatus, Market, Period, Phase, Quote, Side

GameQuote = tuple[int, Quote]
COLUMNS = (
    "game",
    "observed_at",
    "price",
    "line",
    "rung",
    "book",
    "market",
    "side",
    "phase",
    "status",
)

CURRENT: LiteralString = """
    SELECT q.game, b.code, m.market, m.period, m.team, s.side, q.price, q.line, p.phase,
        nullif(q.observed_at, '-infinity'), l.status
    FROM quote_current q
    JOIN book b ON b.id = q.book
    JOIN market m ON m.id = q.market
    JOIN side s ON s.id = q.side
    JOIN phase p ON p.id = q.phase
    JOIN line_status l ON l.id = q.status
    WHERE q.game = ANY(%(games)s)
    ORDER BY q.game, q.market, q.side, q.book, q.phase, q.source
"""

AS_OF: LiteralString = """
    SELECT q.game, b.code, m.market, m.period, m.team, s.side, q.price, q.line, p.phase,
        nullif(q.observed_at, '-infinity'), l.status
    FROM (
        SELECT DISTINCT ON (game, book, market, side, rung, phase, source) * FROM quote
        WHERE game = ANY(%(games)s) AND observed_at <= %(by)s
        ORDER BY game, book, market, side, rung, phase, source,
            observed_at DESC, recorded_at DESC, payload DESC
    ) q
    JOIN book b ON b.id = q.book
    JOIN market m ON m.id = q.market
    JOIN side s ON s.id = q.side
    JOIN phase p ON p.id = q.phase
    JOIN line_status l ON l.id = q.status
    ORDER BY q.game, q.market, q.side, q.book, q.phase, q.source
"""


class Quotes:
    """Reads and writes quotes on one connection."""

    def __init__(self, connection: Connection, codes: Codes) -> None:
        self.connection = connection
        self.codes = codes

    def save(
        self, quotes: Sequence[GameQuote], *, source: str, payload: int, recorded_at: dt.datetime
    ) -> int:
        """Store what differs from what was in force at its time; gives how many rows that is.

        In force, for a quote observed at o in a payload fetched at r, is the latest of its series
        observed by o and recorded by r: so a replay in any later run adds nothing.
        """
        if not quotes:
            return 0
        said = {"source": self.codes.source(source), "payload": payload, "recorded_at": recorded_at}
        done = self.connection.execute(
            """
            WITH said AS (
                SELECT game, coalesce(time, '-infinity') AS observed_at, price, line, rung, book,
                    market, side, phase, status
                FROM unnest(%(game)s::int[], %(observed_at)s::timestamptz[],
                    %(price)s::int[], %(line)s::smallint[], %(rung)s::smallint[],
                    %(book)s::smallint[], %(market)s::smallint[], %(side)s::smallint[],
                    %(phase)s::smallint[], %(status)s::smallint[])
                AS said (game, time, price, line, rung, book, market, side, phase, status)
            ), added AS (
                INSERT INTO quote (observed_at, recorded_at, game, payload, price, line, rung,
                    book, market, side, phase, source, status)
                SELECT said.observed_at, %(recorded_at)s, said.game, %(payload)s, said.price,
                    said.line, said.rung, said.book, said.market, said.side, said.phase,
                    %(source)s, said.status
                FROM said LEFT JOIN LATERAL (
                    SELECT q.price, q.line, q.status FROM quote q
                    WHERE q.game = said.game AND q.book = said.book AND q.market = said.market
                        AND q.side = said.side AND q.rung = said.rung AND q.phase = said.phase
                        AND q.source = %(source)s AND q.observed_at <= said.observed_at
                        AND q.recorded_at <= %(recorded_at)s
                    ORDER BY q.observed_at DESC, q.recorded_at DESC, q.payload DESC LIMIT 1
                ) held ON true
                WHERE (said.price, said.line, said.status)
                    IS DISTINCT FROM (held.price, held.line, held.status)
                ON CONFLICT DO NOTHING
                RETURNING *
            ), latest AS (
                INSERT INTO quote_current AS c
                SELECT DISTINCT ON (game, book, market, side, rung, phase, source) * FROM added
                ORDER BY game, book, market, side, rung, phase, source,
                    observed_at DESC, recorded_at DESC
                ON CONFLICT (game, book, market, side, rung, phase, source) DO UPDATE SET
                    observed_at = excluded.observed_at, recorded_at = excluded.recorded_at,
                    payload = excluded.payload, price = excluded.price, line = excluded.line,
                    status = excluded.status
                WHERE (excluded.observed_at, excluded.recorded_at)
                    >= (c.observed_at, c.recorded_at)
            )
            SELECT count(*) FROM added
            """,
            self._columns(quotes) | said,
            binary=True,
        ).fetchone()
        return int(done[0]) if done else 0

    def current(
        self, games: Iterable[int], *, observed_by: dt.datetime | None = None
    ) -> dict[int, list[Quote]]:
        """The latest quote of each source, book, market, side and phase of the games.

        With ``observed_by`` the latest that the market had shown by that instant.
        """
        if observed_by is None:
            rows = self.connection.execute(CURRENT, {"games": list(games)})
        else:
            rows = self.connection.execute(AS_OF, {"games": list(games), "by": observed_by})
        quotes: dict[int, list[Quote]] = defaultdict(list)
        for game, *columns in rows:
            quotes[game].append(_quote(*columns))
        return quotes

    def _columns(self, quotes: Sequence[GameQuote]) -> dict[str, list[object]]:
        books = self.codes.books(quote.book for _, quote in quotes)
        rows = [
            (
                game,
                quote.observed_at,
                quote.price,
                _quarters(quote.line),
                _quarters(quote.line) if quote.market.is_alternate else 0,
                books[quote.book],
                self.codes.markets[quote.market, quote.period, quote.team],
                self.codes.sides[quote.side],
                self.codes.phases[quote.phase],
                self.codes.statuses[quote.status],
            )
            for game, quote in quotes
        ]
        return dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))


def _quarters(line: Decimal | None) -> int | None:
    return None if line is None else int(line * 4)


def _quote(
    book: str,
    market: str,
    period: str,
    team: str | None,
    side: str,
    price: int,
    line: int | None,
    phase: str,
    observed_at: dt.datetime | None,
    status: str,
) -> Quote:
    return Quote(
        book=book,
        market=Market(market),
        period=Period(period),
        team=Side(team) if team else None,
        side=Side(side),
        price=price,
        line=None if line is None else Decimal(line) / 4,
        phase=Phase(phase),
        observed_at=observed_at,
        status=LineStatus(status),
    )
