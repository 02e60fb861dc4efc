"""An operation on the pool beside a bare connection, and beside a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import psycopg

from benchmarks.goals import Goal
from benchmarks.storage import ours
from benchmarks.storage.rounds import Rounds, in_turn, seconds_of
from benchmarks.storage.scale import Scale
from benchmarks.storage.server import Server
from mlbcore.db.pool import Database
from mlbcore.settings import DatabaseSettings


def connecting(server: Server, scale: Scale) -> Iterator[Goal]:
    with server.database() as name:
        socket = measured(server.dsn(name), scale)
        tcp = measured(server.tcp(name), scale)
    yield Goal(
        "pooled operation beside a bare connection, by socket",
        socket.ratio("pooled", "bare"),
        1.3,
        least=False,
    )
    yield Goal(
        "pooled operation beside a bare connection, by TCP",
        tcp.ratio("pooled", "bare"),
        1.3,
        least=False,
    )
    yield Goal(
        "new connection beside a pooled operation, by socket",
        socket.ratio("new", "pooled"),
        18,
        least=True,
    )
    yield Goal(
        "new connection beside a pooled operation, by TCP with SCRAM",
        tcp.ratio("new", "pooled"),
        45,
        least=True,
    )


def measured(dsn: str, scale: Scale) -> Rounds:
    with (
        psycopg.connect(dsn, autocommit=True) as bare,
        Database(dsn, DatabaseSettings()) as database,
    ):
        jobs = {
            "bare": partial(select, bare),
            "pooled": partial(ours.operate, database),
            "new": partial(connect, dsn),
        }
        # One by one: a core that has gone idle is several times slower, and is so for all three.
        return in_turn({name: partial(seconds_of, job) for name, job in jobs.items()}, scale.turns)


def select(connection: psycopg.Connection) -> None:
    connection.execute("SELECT 1").fetchone()


def connect(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        select(connection)
