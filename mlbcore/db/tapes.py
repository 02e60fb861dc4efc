"""Histories of many games as columns: what the analysis of a slate or of a season reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import LiteralString

import polars as pl
from psycopg import Connection

from mlbcore.analysis.columns.offers import LOOKS
from mlbcore.analysis.columns.tape import GAMES, INSTANT, PRICES, SPLITS, Tape

GAMES_OF: LiteralString = """
    COPY (
        SELECT id AS game, date, away, home, away_score, home_score,
            (extract(epoch FROM start) * 1000000)::bigint AS start
        FROM (
            SELECT id, date, away, home, away_score, home_score,
                CASE WHEN NOT start_tbd THEN start END AS start
            FROM game WHERE id = ANY(%(games)s)
        ) g
    ) TO STDOUT (FORMAT csv, HEADER)
"""

PRICES_OF: LiteralString = """
    COPY (
        SELECT q.game, m.market, m.period, m.team, b.code AS book, o.name AS source, s.side,
            p.phase, q.payload, q.tick, q.price, l.status,
            CASE WHEN m.market <> 'moneyline' THEN q.line / 4.0 END AS line,
            (extract(epoch FROM nullif(q.observed_at, '-infinity')) * 1000000)::bigint AS at,
            (extract(epoch FROM q.recorded_at) * 1000000)::bigint AS recorded_at
        FROM quote q
        JOIN market m ON m.id = q.market AND m.market <> 'prop'
        JOIN book b ON b.id = q.book
        JOIN source o ON o.id = q.source
        JOIN side s ON s.id = q.side
        JOIN phase p ON p.id = q.phase AND p.phase <> 'live'
        JOIN line_status l ON l.id = q.status
        WHERE q.game = ANY(%(games)s)
            AND q.observed_at <= coalesce(%(observed_by)s::timestamptz, 'infinity')
    ) TO STDOUT (FORMAT csv, HEADER)
"""

SPLITS_OF: LiteralString = """
    COPY (
        SELECT h.game, m.market, m.period, m.team, b.code AS book, o.name AS source, s.side,
            p.phase, h.payload, 0 AS tick, h.tickets_percent AS tickets, h.money_percent AS money,
            h.bets,
            (extract(epoch FROM nullif(h.observed_at, '-infinity')) * 1000000)::bigint AS at,
            (extract(epoch FROM h.recorded_at) * 1000000)::bigint AS recorded_at
        FROM split h
        JOIN market m ON m.id = h.market AND m.market <> 'prop'
        JOIN book b ON b.id = h.book
        JOIN source o ON o.id = h.source
        JOIN side s ON s.id = h.side
        JOIN phase p ON p.id = h.phase AND p.phase <> 'live'
        WHERE h.game = ANY(%(games)s)
            AND h.observed_at <= coalesce(%(observed_by)s::timestamptz, 'infinity')
    ) TO STDOUT (FORMAT csv, HEADER)
"""

LOOKS_AT: LiteralString = """
    COPY (
        SELECT page.game, page.market, o.name AS source,
            (extract(epoch FROM max(asked.at)) * 1000000)::bigint AS looked_at
        FROM (
            SELECT DISTINCT told.game, m.market, p.source, p.collector, p.date, p.url
            FROM (SELECT DISTINCT game, market, payload FROM quote WHERE game = ANY(%(games)s)) told
            JOIN market m ON m.id = told.market
            JOIN payload p ON p.id = told.payload
        ) page
        JOIN payload p ON (p.source, p.collector, p.date, p.url)
            = (page.source, page.collector, page.date, page.url)
            AND p.complete AND p.problem IS NULL
        JOIN source o ON o.id = page.source
        CROSS JOIN LATERAL (
            SELECT p.fetched_at AS at
            UNION ALL SELECT s.fetched_at FROM sighting s WHERE s.payload = p.id
        ) asked
        WHERE asked.at <= %(by)s
        GROUP BY page.game, page.market, o.name
    ) TO STDOUT (FORMAT csv, HEADER)
"""


class Tapes:
    """Reads them on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def of(self, games: Sequence[int], *, observed_by: dt.datetime | None = None) -> Tape:
        """The tape of the games, of what the market had shown by then."""
        asked: Mapping[str, object] = {"games": list(games), "observed_by": observed_by}
        return Tape(
            games=self._read(GAMES_OF, GAMES, asked),
            prices=self._read(PRICES_OF, PRICES, asked),
            splits=self._read(SPLITS_OF, SPLITS, asked),
        )

    def looks(self, games: Sequence[int], *, by: dt.datetime) -> pl.DataFrame:
        """LOOKS: when each source last answered about a market of each game, by an instant.

        What counts are the pages that have told a price of it: another one says nothing of it.
        """
        return self._read(LOOKS_AT, LOOKS, {"games": list(games), "by": by})

    def _read(
        self, query: LiteralString, schema: pl.Schema, asked: Mapping[str, object]
    ) -> pl.DataFrame:
        with self.connection.cursor() as cursor, cursor.copy(query, asked) as copy:
            rows = b"".join(copy)
        whole = {name: pl.Int64() if kind == INSTANT else kind for name, kind in schema.items()}
        header = rows[: rows.index(b"\n")].decode().split(",")
        read = pl.read_csv(rows, schema={name: whole[name] for name in header})
        instants = [name for name, kind in schema.items() if kind == INSTANT]
        return read.with_columns(
            pl.from_epoch(name, time_unit="us").dt.replace_time_zone("UTC") for name in instants
        )
