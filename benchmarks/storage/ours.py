"""What the benchmark calls of mlbcore, and the statements it shares with it: all in this place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen
from psycopg import ClientCursor, Connection

from mlbcore.db import quote_writer
from mlbcore.db.pool import Database
from mlbcore.db.quote_rows import GameQuote, QuoteRow
from mlbcore.db.quotes import HISTORY
from mlbcore.db.slates import Met
from mlbcore.db.store import Store
from mlbcore.models import Listing

NOON = dt.time(12)
Save = Callable[["Store", Sequence[GameQuote], "Origin"], int]

# The stage of a merge: its columns are those of a row as ``encoded`` gives it.
STAGE = quote_writer.STAGE
STAGE_COLUMNS = tuple("observed_at" if name == "instant" else name for name in quote_writer.ARRAYS)


@frozen
class Origin:
    """Where the quotes come from, by name and by number."""

    source: str
    number: int
    payload: int
    recorded_at: dt.datetime


def add_game(store: Store, source: str, date: dt.date, listing: Listing) -> int:
    """A game that a source lists on a date; gives its id."""
    (game,) = store.slates.create([(date, listing.away, listing.home)])
    said_at = dt.datetime.combine(date, NOON, dt.UTC)
    store.slates.appear(source, [Met(listing, date, game)], said_at=said_at)
    store.slates.settle([game])
    return game


def save(store: Store, quotes: Sequence[GameQuote], origin: Origin) -> int:
    """As a run saves them."""
    return store.quotes.save(
        quotes, source=origin.source, payload=origin.payload, recorded_at=origin.recorded_at
    )


def save_staged(store: Store, quotes: Sequence[GameQuote], origin: Origin) -> int:
    """By the staged merge, whatever is stored already."""
    return store.quotes.writer.merge_staged(encoded(store, quotes), written(origin))


def save_first(store: Store, quotes: Sequence[GameQuote], origin: Origin) -> int:
    """By direct COPY, since nothing of the games is stored yet."""
    return store.quotes.writer.copy(encoded(store, quotes), written(origin))


def written(origin: Origin) -> quote_writer.Origin:
    return quote_writer.Origin(origin.number, origin.payload, origin.recorded_at)


def encoded(store: Store, quotes: Sequence[GameQuote]) -> list[QuoteRow]:
    """The quotes as rows of the stage."""
    return store.quotes.rows.encode(quotes)


def stage(connection: Connection, rows: Iterable[QuoteRow]) -> None:
    """Make the stage and fill it."""
    connection.execute(STAGE)
    with connection.cursor().copy("COPY quote_stage FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(quote_writer.STAGE_TYPES)
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
    return ClientCursor(connection).mogrify(
        quote_writer.OF_STAGE + quote_writer.MERGE, values(origin)
    )


def board(store: Store, date: dt.date) -> int:
    """What ``mlbcore board`` reads; gives how many quotes that is."""
    games = [game.id for game in store.games.between(date, date)]
    quotes = store.quotes.current(games)
    store.splits.current(games)
    return sum(map(len, quotes.values()))


def read(store: Store, games: Sequence[int]) -> int:
    """The history of games as records; gives how many."""
    return len(store.quotes.history(games))


def read_bare(connection: Connection, games: Sequence[int]) -> int:
    """The same rows and columns as tuples, as they come."""
    asked = dict.fromkeys(("market", "book", "observed_by", "known_by")) | {"games": list(games)}
    return len(connection.execute(HISTORY, asked, binary=True).fetchall())


def operate(database: Database) -> None:
    """One statement on a connection of the pool, outside a transaction."""
    with database.reading() as store:
        store.connection.execute("SELECT 1").fetchone()
