"""A long history, made by the server from one game's quotes."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from benchmarks.storage import ours, season
from benchmarks.storage.server import Server
from mlbcore.db.store import Store


@contextmanager
def filled(
    server: Server, template: str, origin: ours.Origin, *, slates: int, polls: int
) -> Iterator[psycopg.Connection]:
    """A database with the polls of the first slates, in order of arrival; gives a connection."""
    with (
        server.database(template) as name,
        psycopg.connect(server.dsn(name), autocommit=True) as connection,
    ):
        fill(connection, origin, slates=slates, polls=polls)
        connection.execute("VACUUM ANALYZE quote, quote_current")
        yield connection


def fill(connection: psycopg.Connection, origin: ours.Origin, *, slates: int, polls: int) -> None:
    with connection.transaction():
        # Triggers, foreign keys among them, have nothing to find here.
        connection.execute("SET LOCAL session_replication_role = replica")
        ours.stage(
            connection,
            ours.encoded(Store(connection), season.opened([1], random.Random(0))),
        )
        constants = ours.values(origin)
        for slate in range(slates):
            asked = constants | {
                "first": season.observed(slate, 0),
                "games": list(season.games_of(slate)),
                "since": 0,
                "until": polls - 1,
            }
            connection.execute(rows_into("quote", constants), asked)
            asked["since"] = polls - 1
            connection.execute(rows_into("quote_current", constants), asked)


def rows_into(table: str, constants: Iterable[str]) -> sql.Composed:
    """A slate's quotes from those of one game in the stage, poll by poll."""
    shown: dict[str, sql.Composable] = {name: sql.Identifier(name) for name in ours.STAGE_COLUMNS}
    shown |= {
        "game": sql.SQL("made.game"),
        "observed_at": sql.SQL("%(first)s + poll * interval '5 minutes'"),
        "price": sql.SQL("100 + (poll * 7 + made.game * 3 + book * 11) %% 150"),
    }
    shown |= {name: sql.Placeholder(name) for name in constants}
    return sql.SQL(
        """
        INSERT INTO {} ({}) SELECT {}
        FROM quote_stage, unnest(%(games)s::int[]) AS made (game),
            generate_series(%(since)s::int, %(until)s::int) AS poll
        ORDER BY poll, made.game, book, market, side
        """
    ).format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, shown)),
        sql.SQL(", ").join(shown.values()),
    )
