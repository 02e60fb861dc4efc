"""Servers that are killed, stopped and filled: nothing half is ever seen, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.errors import (
    DatabaseError,
    NoRoomError,
    UnknownOutcomeError,
    UnreachableError,
)
from mlbcore.models import Market, Payload, Quote, Side
from mlbcore.settings import DatabaseSettings

if TYPE_CHECKING:
    from tests.faults.conftest import OwnServer

pytestmark = pytest.mark.slow

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
SETTINGS = DatabaseSettings(connection_timeout=5, breaker_pause=0.2, outage=30)
QUOTES = [
    Quote(
        book="fanduel",
        market=Market.MONEYLINE,
        side=Side.HOME,
        price=100 + number,  # every one a change
        observed_at=NOON + dt.timedelta(seconds=number),
    )
    for number in range(4000)
]


PAGE = Payload(
    source="sbr", collector="page", date=NOON.date(), url="page", fetched_at=NOON, body=b""
)


def save(store: Store, quotes: list[Quote]) -> int:
    found = store.connection.execute("SELECT id FROM game").fetchone()
    game = found[0] if found else store.slates.create([(NOON.date(), "SD", "PHI")])[0]
    payload, _ = store.payloads.keep(PAGE)
    return store.quotes.save(
        [(game, quote) for quote in quotes],
        source="sbr",
        payload=payload,
        recorded_at=NOON + dt.timedelta(days=1),
    )


def stored(server: OwnServer) -> object:
    return server.value("SELECT count(*) FROM quote")


def copy(store: Store, during: Callable[[], None] = lambda: None) -> None:
    """Copy 100,000 rows in; ``during`` is called in the middle."""
    with store.connection.cursor().copy("COPY bulk FROM STDIN") as rows:
        for number in range(100_000):
            rows.write_row((number, "x" * 50))
            if number == 50_000:
                during()


@pytest.fixture
def bulk(own_server: OwnServer) -> OwnServer:
    own_server.execute("CREATE TABLE bulk (n int PRIMARY KEY, x text)")
    return own_server


def test_a_server_killed_in_the_middle_of_a_copy_keeps_nothing_half(
    bulk: OwnServer, own_database: Database
) -> None:
    with pytest.raises(UnreachableError), own_database.writing() as store:
        copy(store, during=bulk.kill)
    bulk.start()
    assert bulk.value("SELECT count(*) FROM bulk") == 0
    own_database.write(copy)
    assert bulk.value("SELECT count(*) FROM bulk") == 100_000


def test_a_save_goes_on_by_itself_once_the_killed_server_is_back(
    own_server: OwnServer, own_database: Database
) -> None:
    tries: list[int] = []

    def work(store: Store) -> int:
        tries.append(save(store, QUOTES[:2000]))
        if len(tries) == 1:
            threading.Timer(0.02, own_server.kill).start()
            threading.Timer(2.0, own_server.start).start()
        save(store, QUOTES[2000:])
        time.sleep(0.1)
        return save(store, QUOTES)

    assert own_database.write(work) == 0
    assert tries == [2000, 2000]
    assert stored(own_server) == 4000
    assert own_database.write(lambda store: save(store, QUOTES)) == 0


def test_a_server_killed_in_the_middle_of_a_commit_leaves_the_outcome_unknown_and_one_copy(
    own_server: OwnServer, own_database: Database
) -> None:
    # A COMMIT waits for a standby that does not exist, after it has written its log.
    own_server.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    own_server.execute("SELECT pg_reload_conf()")

    def kill() -> None:
        while (
            own_server.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
            == 0
        ):
            time.sleep(0.01)
        own_server.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(UnknownOutcomeError), own_database.writing() as store:
        save(store, QUOTES[:1000])
    killer.join()
    (own_server.data / "postgresql.auto.conf").unlink()
    own_server.start()
    assert stored(own_server) == 1000
    assert own_database.write(lambda store: save(store, QUOTES[:1000])) == 0
    assert stored(own_server) == 1000


def test_an_outage_of_thirty_seconds_heals_without_a_restart(
    own_server: OwnServer, own_database: Database
) -> None:
    def count() -> float:
        started = time.monotonic()
        try:
            with own_database.reading() as store:
                store.games.between(NOON.date(), NOON.date())
        except UnreachableError:
            return time.monotonic() - started
        return 0.0

    assert count() == 0
    own_server.stop()
    began = time.monotonic()
    took: list[float] = []
    while time.monotonic() - began < 30:
        took.append(count())
        time.sleep(0.02)
    assert min(took) > 0
    took.sort()
    assert took[len(took) // 2] < 0.005
    assert took[-1] < 0.5
    own_server.start()
    back = time.monotonic()
    while count():
        time.sleep(0.01)
    assert time.monotonic() - back < 1
    assert own_database.write(lambda store: save(store, QUOTES[:10])) == 10


def test_a_restart_is_waited_for_by_those_who_ask_in_it(
    own_server: OwnServer, own_database: Database
) -> None:
    assert own_database.write(lambda store: save(store, QUOTES[:10])) == 10
    own_server.stop()
    restart = threading.Timer(0.5, own_server.start)
    restart.start()
    assert own_database.write(lambda store: save(store, QUOTES[:20])) == 10
    restart.join()


def test_a_server_that_recovers_takes_writes_a_moment_later(
    own_server: OwnServer, own_database: Database
) -> None:
    own_database.write(lambda store: save(store, QUOTES))
    own_server.kill()
    threading.Timer(0.2, own_server.start).start()
    assert own_database.write(lambda store: save(store, QUOTES)) == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 160 MB of the test's own; skipped where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small tmpfs cannot be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_a_clear_error_and_no_loss_once_there_is_room(
    small_disk: Path, launch: Callable[[Path], OwnServer]
) -> None:
    server = launch(small_disk)
    patient = evolve(SETTINGS, outage=5)
    with Database(server.dsn, patient) as database:
        assert database.write(lambda store: save(store, QUOTES[:1000])) == 1000
        server.execute("CREATE TABLE bulk (n int, x text)")
        assert 0 < (database.health().free_disk or 0) < 160_000_000
        filler = small_disk / "filler"
        with filler.open("wb") as file:
            room = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
            file.write(b"0" * (room - 4_000_000))
        with pytest.raises(NoRoomError) as raised:
            database.write(copy)
        assert raised.value.exit_code == 5
        assert "make room" in str(raised.value) or "No space left" in str(raised.value)
        filler.unlink()
        if not answers(database):
            server.start()
        database.write(copy)
        assert server.value("SELECT count(*) FROM bulk") == 100_000
        assert stored(server) == 1000


def answers(database: Database) -> bool:
    try:
        database.write(lambda store: store.connection.execute("SELECT 1"))
    except DatabaseError:
        return False
    return True
