"""What the benchmark calls of mlbcore, and the statements it shares with it: all in this place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, LiteralString

from attrs import frozen
from psycopg import ClientCursor, Connection

from mlbcore.db import quotes as product
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.models import Listing, Quote

GameQuote = tuple[int, Quote]
Row = tuple[Any, ...]
NOON = dt.time(12)
Save = Callable[["Store", Sequence[GameQuote], "Origin"], int]

# The stage of a merge: its columns are those of a row as ``encoded`` gives it.
STAGE: LiteralString = """
    CREATE TEMP TABLE quote_stage (game int, observed_at timestamptz, price int, line smallint,
        rung smallint, book smallint, market smallint, side smallint, phase smallint,
        status smallint) ON COMMIT DROP
"""
STAGE_COLUMNS = product.COLUMNS
STAGE_TYPES = ("int4", "timestamptz", "int4", *("int2",) * 7)
COPY_TO_STAGE: LiteralString = "COPY quote_stage FROM STDIN (FORMAT BINARY)"

MERGE: LiteralString = """
    WITH said AS (
        SELECT game, coalesce(observed_at, '-infinity') AS observed_at, price, line, rung, book,
            market, side, phase, status
        FROM quote_stage
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
"""


@frozen
class Origin:
    """Where the quotes come from, by name and by number."""

    source: str
    number: int
    payload: int
    recorded_at: dt.datetime


def add_game(store: Store, source: str, date: dt.date, listing: Listing) -> int:
    """A game that a source lists on a date; gives its id."""
    game = store.games.create(date, listing.away, listing.home)
    store.games.appear(
        source, listing, game=game, date=date, said_at=dt.datetime.combine(date, NOON, dt.UTC)
    )
    store.games.settle([game])
    return game


def save(store: Store, quotes: Sequence[GameQuote], origin: Origin) -> int:
    """As a run saves them."""
    return store.quotes.save(
        quotes, source=origin.source, payload=origin.payload, recorded_at=origin.recorded_at
    )


def save_staged(store: Store, quotes: Sequence[GameQuote], origin: Origin) -> int:
    """By the staged merge, whatever is stored already."""
    return save(store, quotes, origin)


def save_first(store: Store, quotes: Sequence[GameQuote], origin: Origin) -> int:
    """By direct COPY, since nothing of the games is stored yet."""
    return save(store, quotes, origin)


def encoded(store: Store, quotes: Sequence[GameQuote]) -> list[Row]:
    """The quotes as rows of the stage."""
    return list(zip(*store.quotes._columns(quotes).values(), strict=True))


def stage(connection: Connection, rows: Iterable[Row]) -> None:
    """Make the stage and fill it."""
    connection.execute(STAGE)
    with connection.cursor().copy(COPY_TO_STAGE) as copy:
        copy.set_types(STAGE_TYPES)
        for row in rows:
            copy.write_row(row)


def values(origin: Origin) -> dict[str, Any]:
    """The columns that the stage has not, by which the merge knows them too."""
    return {
        "source": origin.number,
        "payload": origin.payload,
        "recorded_at": origin.recorded_at,
    }


def merge(connection: Connection, origin: Origin) -> str:
    """The merge, with its values written in."""
    return ClientCursor(connection).mogrify(MERGE, values(origin))


def board(store: Store, date: dt.date) -> int:
    """What ``mlbcore board`` reads; gives how many quotes that is."""
    games = [game.id for game in store.games.between(date, date)]
    quotes = store.quotes.current(games)
    store.splits.current(games)
    return sum(map(len, quotes.values()))


def read(store: Store, games: Sequence[int]) -> int:
    """The quotes of games as records; gives how many."""
    return sum(map(len, store.quotes.current(games).values()))


def read_bare(connection: Connection, games: Sequence[int]) -> int:
    """The same rows and columns as tuples, as they come."""
    return len(connection.execute(product.CURRENT, {"games": list(games)}).fetchall())


def operate(database: Database) -> None:
    """One statement on a connection of the pool, outside a transaction."""
    with database.reading() as store:
        store.connection.execute("SELECT 1").fetchone()
