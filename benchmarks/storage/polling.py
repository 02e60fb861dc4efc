"""A season saved poll by poll: its size, and what a poll costs that brings little new."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count

import psycopg
from psycopg import sql

from benchmarks.goals import Goal
from benchmarks.storage import ours, season
from benchmarks.storage.batch import SERIES, Batch, collect
from benchmarks.storage.rounds import Side, in_turn, seconds_of
from benchmarks.storage.scale import Scale
from benchmarks.storage.server import Server
from mlbcore.db.quote_rows import GameQuote
from mlbcore.db.store import Store

QUOTES = 900  # a poll of ten games
EVERY = 10  # one quote of so many has changed
POLLED, INSERTED = 3, 4  # two slates, one for each way

Poll = Callable[[Sequence[GameQuote]], int]


def polling(server: Server, template: str, origin: ours.Origin, scale: Scale) -> Iterator[Goal]:
    quotes = season.arriving(scale.many)
    batch = collect(server, template, origin, quotes[: season.POLL])
    with (
        server.database(template) as name,
        psycopg.connect(server.dsn(name), autocommit=True) as connection,
    ):
        store = Store(connection)
        for start in range(0, len(quotes), season.POLL):
            save(store, origin, quotes[start : start + season.POLL])
        size = bytes_each(connection, len(quotes))
        yield Goal("a quote with its indexes", size, 140, least=False, unit="bytes")
        connection.execute("ANALYZE")
        sides = {
            "poll": next_polls(POLLED, EVERY, partial(save, store, origin)),
            "insert": next_polls(
                INSERTED, 1, partial(insert_all, connection, batch, everything(batch))
            ),
        }
        rounds = in_turn(sides, scale.short_rounds)
    ratio = rounds.ratio("poll", "insert")
    name = "a poll of 900 quotes, a tenth of them changed, beside inserting all"
    yield Goal(name, ratio, 0.5, least=False)


def save(store: Store, origin: ours.Origin, quotes: Sequence[GameQuote]) -> int:
    with store.connection.transaction():
        return ours.save(store, quotes, origin)


def bytes_each(connection: psycopg.Connection, rows: int) -> float:
    found = connection.execute(
        "SELECT count(*), pg_total_relation_size('quote') FROM quote"
    ).fetchone()
    assert found is not None
    assert found[0] == rows
    return float(found[1] / rows)


def next_polls(slate: int, every: int, save: Poll) -> Side:
    """Each call saves and commits the next poll of a slate; gives the seconds."""
    chance = random.Random(slate)
    shown = list(season.polled(slate, season.POLLS))[-season.POLL :][:QUOTES]
    polls = count(season.POLLS)

    def next_poll() -> float:
        nonlocal shown
        at = season.observed(slate, next(polls))
        shown = season.moved(shown, at, chance, every)
        saved: list[int] = []
        seconds = seconds_of(lambda: saved.append(save(shown)))
        assert saved == [QUOTES // every]
        return seconds

    return next_poll


def insert_all(
    connection: psycopg.Connection,
    batch: Batch,
    statement: sql.Composed,
    quotes: Sequence[GameQuote],
) -> int:
    """All rows into the history and over the latest ones, by one statement with arrays."""
    rows = ours.encoded(batch.coder, quotes)
    arrays = map(list, zip(*rows, strict=True))
    values = dict(zip(ours.STAGE_COLUMNS, arrays, strict=True)) | batch.constants
    return connection.execute(statement, values, binary=True).rowcount


def everything(batch: Batch) -> sql.Composed:
    arrays = sql.SQL(", ").join(
        sql.SQL("{}::{}[]").format(sql.Placeholder(name), sql.SQL(batch.columns[name]))
        for name in ours.STAGE_COLUMNS
    )
    constants = sql.SQL(", ").join(
        sql.SQL("{}::{}").format(sql.Placeholder(name), sql.SQL(batch.columns[name]))
        for name in batch.constants
    )
    changes = sql.SQL(", ").join(
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
        for name in batch.columns
        if name not in SERIES
    )
    return sql.SQL(
        """
        WITH said ({names}) AS (
            SELECT shown.*, {constants} FROM unnest({arrays}) AS shown
        ), added AS (
            INSERT INTO quote ({names}) SELECT {names} FROM said ON CONFLICT DO NOTHING
        )
        INSERT INTO quote_current ({names}) SELECT {names} FROM said
        ON CONFLICT ({series}) DO UPDATE SET {changes}
        """
    ).format(
        names=sql.SQL(", ").join(map(sql.Identifier, [*ours.STAGE_COLUMNS, *batch.constants])),
        constants=constants,
        arrays=arrays,
        series=sql.SQL(", ").join(map(sql.Identifier, SERIES)),
        changes=changes,
    )
