"""What becomes of a connection that is lost, and of those who wait for one."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from attrs import evolve
from psycopg.conninfo import make_conninfo

from mlbcore.breaker import BreakerState
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.errors import (
    DatabaseError,
    PoolExhaustedError,
    ReadOnlyError,
    RecordError,
    RetryError,
    StandbyError,
    StatementTimeoutError,
    UnknownOutcomeError,
    UnreachableError,
)
from mlbcore.settings import DatabaseSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.conftest import Proxy

SETTINGS = DatabaseSettings(connection_timeout=5, breaker_pause=0.2, outage=10)
HURRIED = evolve(SETTINGS, connection_timeout=0.3, pool_max=1)
NOWHERE = "postgresql://me:geheim@127.0.0.1:1/mlb"


def sources(store: Store) -> int:
    row = store.connection.execute("SELECT count(*) FROM source").fetchone()
    assert row
    return int(row[0])


def add(store: Store, name: str = "one") -> None:
    store.codes.source(name)


def terminate(dsn: str) -> None:
    """End every other session of the database."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def at_once(count: int, work: Callable[[], object]) -> list[BaseException]:
    """Do it in so many threads; gives what they raised."""
    raised: list[BaseException] = []

    def one() -> None:
        try:
            work()
        except DatabaseError as error:
            raised.append(error)

    threads = [threading.Thread(target=one, name=f"worker-{n}") for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_reading_refuses_a_write(database: Database) -> None:
    with database.reading() as store, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        add(store)
    with pytest.raises(ReadOnlyError), database.reading() as store:
        add(store)


def test_a_savepoint_is_taken_back_alone(database: Database) -> None:
    with database.writing() as store:
        add(store, "kept")
        add_twice = "INSERT INTO source SELECT id + 1, name FROM source"
        with pytest.raises(RecordError, match="refuses a value"), store.savepoint():
            store.connection.execute(add_twice)
        add(store, "kept too")
    with database.reading() as store:
        names = store.connection.execute("SELECT name FROM source ORDER BY name").fetchall()
    assert names == [("kept",), ("kept too",)]


def test_idle_connections_that_were_killed_are_replaced_at_once(
    dsn: str, database: Database
) -> None:
    barrier = threading.Barrier(4)

    def hold() -> None:
        with database.reading():
            barrier.wait()

    assert at_once(4, hold) == []
    terminate(dsn)
    started = time.monotonic()
    with database.reading() as store:
        assert sources(store) == 0
    assert time.monotonic() - started < 1


def test_a_transaction_whose_connection_is_killed_is_lost_whole(
    dsn: str, database: Database
) -> None:
    def attempt() -> None:
        with database.writing() as store:
            add(store)
            terminate(dsn)
            add(store, "two")

    with pytest.raises(UnreachableError) as raised:
        attempt()
    assert isinstance(raised.value, RetryError)
    assert raised.value.exit_code == 5
    assert isinstance(raised.value.__cause__, psycopg.Error)
    with database.reading() as store:
        assert sources(store) == 0


def test_lost_work_is_done_again_whole(dsn: str, database: Database) -> None:
    tries: list[int] = []

    def work(store: Store) -> int:
        add(store)
        tries.append(1)
        if len(tries) < 3:
            terminate(dsn)
        return sources(store)

    assert database.write(work) == 1
    assert len(tries) == 3
    assert database.read(sources) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before it arrives", "before the answer"])
def test_a_connection_cut_in_commit_leaves_the_outcome_unknown(proxy: Proxy, after: bool) -> None:
    with Database(proxy.dsn, SETTINGS) as database:
        proxy.cut_at(b"COMMIT", after=after)
        with pytest.raises(UnknownOutcomeError) as raised, database.writing() as store:
            add(store)
        assert not isinstance(raised.value, RetryError)
        assert database.read(sources) == after


@pytest.mark.parametrize("after", [False, True], ids=["before it arrives", "before the answer"])
def test_work_cut_in_commit_is_stored_once(proxy: Proxy, after: bool) -> None:
    with Database(proxy.dsn, SETTINGS) as database:
        proxy.cut_at(b"COMMIT", after=after)
        database.write(add)
        assert database.read(sources) == 1


def test_a_connection_cut_in_a_transaction_leaves_nothing_of_it(proxy: Proxy) -> None:
    with Database(proxy.dsn, SETTINGS) as database:
        proxy.cut_at(b"INSERT", after=True)
        with pytest.raises(UnreachableError), database.writing() as store:
            add(store)
        assert database.read(sources) == 0


def test_an_exhausted_pool_names_the_longest_holder(dsn: str) -> None:
    with Database(dsn, HURRIED) as database, database.writing():
        started = time.monotonic()
        (error,) = at_once(1, lambda: database.read(sources))
    assert isinstance(error, PoolExhaustedError)
    assert "1 of 1 are in use, the longest by MainThread, writing for 0." in str(error)
    assert time.monotonic() - started < 2


def test_eight_threads_take_turns_on_one_connection(dsn: str) -> None:
    with Database(dsn, evolve(SETTINGS, pool_max=1)) as database:
        assert at_once(8, lambda: database.write(add)) == []
        assert database.read(sources) == 1


def test_no_more_may_wait_than_the_settings_allow(dsn: str) -> None:
    with Database(dsn, evolve(HURRIED, max_waiting=2)) as database, database.reading():
        started = time.monotonic()
        errors = at_once(8, lambda: database.read(sources))
        assert time.monotonic() - started < 2
    assert len(errors) == 8
    assert all(isinstance(error, PoolExhaustedError) for error in errors)


def test_a_second_connection_on_one_thread_is_refused_at_once(database: Database) -> None:
    started = time.monotonic()
    with (
        database.writing(),
        pytest.raises(PoolExhaustedError, match="already holds.*writing.*hand its store on"),
        database.reading(),
    ):
        pass
    assert time.monotonic() - started < 1
    assert database.read(sources) == 0


def test_a_server_that_is_not_there_costs_milliseconds_once_it_is_known() -> None:
    with Database(NOWHERE, evolve(SETTINGS, breaker_pause=60)) as database:
        for _ in range(SETTINGS.breaker_failures):
            with pytest.raises(UnreachableError, match="refused"), database.reading():
                pass
        assert database.primary.breaker.state is BreakerState.OPEN
        started = time.monotonic()
        for _ in range(100):
            with pytest.raises(UnreachableError, match="refused"), database.reading():
                pass
        assert (time.monotonic() - started) / 100 < 0.005


def test_of_many_who_ask_for_a_server_that_is_not_there_nobody_waits() -> None:
    hard = evolve(SETTINGS, connection_timeout=30, breaker_failures=100)
    with Database(NOWHERE, hard) as database:
        started = time.monotonic()
        for _ in range(20):
            assert len(at_once(8, lambda: database.primary.lend("test").__enter__())) == 8
        assert time.monotonic() - started < 10


def test_without_an_outage_allowed_work_is_tried_once(dsn: str) -> None:
    tries: list[int] = []

    def work(store: Store) -> None:
        tries.append(1)
        terminate(dsn)
        add(store)

    with Database(dsn, evolve(SETTINGS, outage=0)) as hasty, pytest.raises(UnreachableError):
        hasty.write(work)
    assert tries == [1]


def test_work_is_given_up_after_the_outage_that_the_settings_allow() -> None:
    with Database(NOWHERE, evolve(SETTINGS, outage=0.5, breaker_failures=1)) as database:
        started = time.monotonic()
        with pytest.raises(UnreachableError):
            database.write(add)
        assert time.monotonic() - started < 3


def test_a_statement_that_takes_too_long_is_stopped(dsn: str) -> None:
    with (
        Database(dsn, evolve(SETTINGS, query_timeout=1)) as database,
        pytest.raises(StatementTimeoutError),
        database.reading() as store,
    ):
        store.connection.execute("SELECT pg_sleep(30)")


def test_a_lock_that_is_not_given_is_not_waited_for_longer_than_allowed(dsn: str) -> None:
    with (
        psycopg.connect(dsn) as other,
        Database(dsn, evolve(SETTINGS, lock_timeout=0.1)) as database,
    ):
        other.execute("LOCK TABLE source")
        with pytest.raises(StatementTimeoutError), database.writing() as store:
            add(store)


def test_a_writer_on_a_server_that_takes_no_writes_may_try_later(database: Database) -> None:
    def attempt() -> None:
        with database.writing() as store:
            store.connection.execute("SET TRANSACTION READ ONLY")
            add(store)

    with pytest.raises(StandbyError) as raised:
        attempt()
    assert isinstance(raised.value, RetryError)


def test_what_the_dsn_says_of_its_sessions_is_kept(dsn: str) -> None:
    own = make_conninfo(dsn, options="-c search_path=elsewhere", application_name="mine")
    with Database(own, SETTINGS) as database, database.reading() as store:
        row = store.connection.execute(
            "SELECT current_setting('search_path'), current_setting('application_name'),"
            " current_setting('statement_timeout'), current_setting('lock_timeout'),"
            " current_setting('client_connection_check_interval'),"
            " current_setting('idle_in_transaction_session_timeout')"
        ).fetchone()
    assert row == ("elsewhere", "mine", "5min", "1min", "2s", "5min")


def test_health_says_how_the_server_and_the_pool_are(dsn: str, database: Database) -> None:
    with psycopg.connect(dsn) as other:
        other.execute("SELECT 1")
        time.sleep(0.05)
        health = database.health()
    assert health.problem == ""
    assert health.latency is not None
    assert health.server
    assert 0 < health.latency < 1000
    assert health.server.version[0].isdigit()
    assert (health.server.is_replica, health.server.replication_lag) == (False, None)
    assert health.server.oldest_transaction is not None
    assert health.server.oldest_transaction >= 0.05
    assert health.server.database_size > 1_000_000
    assert (health.pool.waiting, health.pool.errors) == (0, 0)
    assert health.pool.size >= 1
    assert health.pool.requests >= 1
    assert health.pool.breaker is BreakerState.CLOSED


def test_health_of_what_cannot_be_reached_says_why(dsn: str) -> None:
    with Database(dsn, evolve(SETTINGS, replicas=(NOWHERE,))) as database:
        health = database.health()
    (replica,) = health.replicas
    assert health.problem == ""
    assert replica.place == "mlb on 127.0.0.1:1"
    assert "refused" in replica.problem
    assert (replica.latency, replica.server) == (None, None)


@pytest.mark.slow
def test_a_server_that_never_answers_is_given_up_and_then_costs_milliseconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        dsn = make_conninfo(NOWHERE, port=deaf.getsockname()[1])
        with Database(dsn, evolve(SETTINGS, breaker_pause=60)) as database:
            started = time.monotonic()
            for _ in range(100):
                with pytest.raises(UnreachableError), database.reading():
                    pass
            assert time.monotonic() - started < 15


def test_replicas_that_do_not_answer_are_passed_over_at_once(dsn: str) -> None:
    with Database(dsn, evolve(SETTINGS, replicas=(NOWHERE, NOWHERE))) as database:
        started = time.monotonic()
        for _ in range(20):
            with database.reading(replica=True) as store:
                assert sources(store) == 0
        assert time.monotonic() - started < 2


def test_after_a_write_what_cannot_be_known_to_have_it_is_not_read(
    dsn: str, empty_dsn: str
) -> None:
    with (
        Database(dsn, evolve(SETTINGS, replicas=(empty_dsn,))) as database,
        psycopg.connect(empty_dsn, autocommit=True) as other,
    ):
        other.execute("CREATE TABLE source AS SELECT 1 AS n FROM generate_series(1, 7)")
        with database.reading(replica=True) as store:
            assert sources(store) == 7
        database.write(add)
        with database.reading(replica=True) as store:
            assert sources(store) == 1
