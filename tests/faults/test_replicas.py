"""A real standby, streaming: reads go to it, but never miss what this process wrote."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.settings import DatabaseSettings

if TYPE_CHECKING:
    from tests.faults.conftest import OwnServer

pytestmark = pytest.mark.slow

SETTINGS = DatabaseSettings(connection_timeout=5, breaker_pause=0.2, outage=10)


@pytest.fixture
def standbys(
    own_server: OwnServer, cleanup: list[OwnServer], tmp_path: Path
) -> tuple[OwnServer, OwnServer]:
    first, second = (own_server.standby(tmp_path / name) for name in ("first", "second"))
    for standby in (first, second):
        cleanup.append(standby)
        standby.start()
    return first, second


def where(store: Store) -> tuple[bool, int]:
    """Whether it is a standby that is asked, and how many sources it knows."""
    row = store.connection.execute(
        "SELECT pg_is_in_recovery(), (SELECT count(*) FROM source)"
    ).fetchone()
    assert row
    return row[0], row[1]


def read(database: Database) -> tuple[bool, int]:
    with database.reading(replica=True) as store:
        return where(store)


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_reads_go_to_standbys_and_never_miss_an_own_write(
    own_server: OwnServer, standbys: tuple[OwnServer, OwnServer]
) -> None:
    given = evolve(SETTINGS, replicas=tuple(standby.dsn for standby in standbys))
    with Database(own_server.dsn, given) as database:
        assert read(database) == (True, 0)
        with database.reading() as store:
            assert where(store) == (False, 0)

        for number in range(50):
            database.write(lambda store, name=str(number): store.codes.source(name))  # type: ignore[misc]
            assert read(database)[1] == number + 1
        until(lambda: read(database) == (True, 50))

        for standby in standbys:
            standby.execute("SELECT pg_wal_replay_pause()")
        database.write(lambda store: store.codes.source("while paused"))
        assert [read(database) for _ in range(4)] == [(False, 51)] * 4

        standbys[0].execute("SELECT pg_wal_replay_resume()")
        until(lambda: read(database) == (True, 51))
        assert [read(database) for _ in range(4)] == [(True, 51)] * 4


def test_reads_are_shared_and_a_standby_that_is_down_is_passed_over(
    own_server: OwnServer, standbys: tuple[OwnServer, OwnServer]
) -> None:
    first, second = standbys
    with Database(own_server.dsn, evolve(SETTINGS, replicas=(first.dsn, second.dsn))) as database:
        for _ in range(4):
            assert read(database) == (True, 0)
        pools = [replica.pool.get_stats()["requests_num"] for replica in database.replicas.replicas]
        assert pools == [2, 2]
        first.stop()
        started = time.monotonic()
        assert [read(database) for _ in range(10)] == [(True, 0)] * 10
        second.stop()
        assert [read(database) for _ in range(10)] == [(False, 0)] * 10
        assert time.monotonic() - started < 3
        first.start()
        until(lambda: read(database) == (True, 0))


def test_a_standby_says_how_far_it_is_behind(
    own_server: OwnServer, standbys: tuple[OwnServer, OwnServer]
) -> None:
    with Database(standbys[0].dsn, SETTINGS) as standby:
        server = standby.health().server
        assert server
        assert (server.is_replica, server.replication_lag) == (True, 0)
        standbys[0].execute("SELECT pg_wal_replay_pause()")
        own_server.execute("CREATE TABLE later (n int)")
        until(lambda: lag(standby) > 0)


def lag(standby: Database) -> float:
    server = standby.health().server
    assert server
    return server.replication_lag or 0
