"""The door for code: three lines to the store that the commands use."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from mlbcore import DatabaseError, connect, settings
from mlbcore.db.backup import backup
from mlbcore.db.embedded import EmbeddedServer
from mlbcore.db.opening import server
from mlbcore.db.restore import restore
from mlbcore.errors import ConfigurationError, ReadOnlyError, SchemaError


def count(url: str | None = None) -> int:
    with connect(url) as store:
        row = store.connection.execute("SELECT count(*) FROM source").fetchone()
    assert row
    return int(row[0])


def test_the_embedded_server_is_migrated_and_stops_with_the_last_user(home: Path) -> None:
    running = home / "postgres" / "postmaster.pid"
    with connect() as first:
        with connect() as second:
            assert second.units.closed is not None
        assert running.exists()
        row = first.connection.execute("SELECT count(*) FROM game").fetchone()
    assert row == (0,)
    assert not running.exists()
    assert count() == 0
    assert not running.exists()


@pytest.mark.slow
def test_a_server_that_was_killed_is_started_again_in_the_same_process(home: Path) -> None:
    server = EmbeddedServer(home)
    pid = int((server.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while True:
            os.kill(pid, 0)
            time.sleep(0.01)
    assert count() == 0
    server.close()
    assert not (home / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize("name", ["höme of mine %41?#'&;", "long and with spaces " * 10])
def test_the_home_may_have_any_name_that_people_give(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    home = home / name
    monkeypatch.setenv("MLBCORE_HOME", str(home))
    assert count() == 0
    with server(settings.load()) as dsn, server(settings.load()) as same:
        assert same == dsn
        written = backup(dsn, home / "höme's back up")
        assert restore(dsn, written.path, alone=False).tables == len(written.tables)
    assert not (home / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize("name", ["a$b", "a,b", 'a"b', "a`b", "a\\b"])
def test_a_home_in_which_no_server_can_run_is_said_at_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("MLBCORE_HOME", str(home / name))
    with pytest.raises(ConfigurationError, match="which holds .*: set MLBCORE_HOME"), connect():
        pass
    assert not home.exists()


@pytest.mark.slow
@pytest.mark.parametrize("program", ["true", "cat"])
def test_locks_whose_number_a_process_has_that_is_no_server_hold_nobody_up(
    home: Path, program: str
) -> None:
    with connect():
        lock = home / "postgres" / "postmaster.pid"
        locks = [lock, Path(lock.read_text().splitlines()[4]) / ".s.PGSQL.5432.lock"]
        left = [path.read_text() for path in locks]
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        if program == "true":
            process.stdout.read()
        for path, text in zip(locks, left, strict=True):
            path.write_text("\n".join([str(process.pid), *text.splitlines()[1:], ""]))
        assert count() == 0
    assert not lock.exists()


def test_by_default_the_store_only_reads(dsn: str) -> None:
    with pytest.raises(ReadOnlyError), connect(dsn) as store:
        store.codes.source("mlb")


def test_writing_is_one_transaction(dsn: str) -> None:
    with connect(dsn, write=True) as store:
        store.codes.source("mlb")
        store.codes.source("sbr")
    assert count(dsn) == 2


def test_an_exception_takes_back_what_was_written(dsn: str) -> None:
    def attempt() -> None:
        with connect(dsn, write=True) as store:
            store.codes.source("mlb")
            raise KeyError

    with pytest.raises(KeyError):
        attempt()
    assert count(dsn) == 0


def test_the_url_is_the_setting_where_none_is_given(
    home: Path, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLBCORE_DATABASE_URL", dsn)
    with connect(write=True) as store:
        store.codes.source("mlb")
    assert count(dsn) == 1


def test_the_examples_of_the_documentation_run(
    home: Path, dsn: str, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLBCORE_DATABASE_URL", dsn)
    page = (pytestconfig.rootpath / "docs" / "storage.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 4
    for block in blocks:
        exec(compile(block, "docs/storage.md", "exec"), {})
    assert count(dsn) == 1


def test_a_server_of_ones_own_is_not_migrated(empty_dsn: str) -> None:
    with pytest.raises(SchemaError, match="migrate up"), connect(empty_dsn):
        pass
    with psycopg.connect(empty_dsn) as connection:
        assert connection.execute("SELECT to_regclass('game')").fetchone() == (None,)


def test_a_server_that_is_not_there_is_a_database_error() -> None:
    with pytest.raises(DatabaseError), connect("postgresql://me:geheim@127.0.0.1:1/mlb"):
        pass


def test_replicas_of_nothing_are_a_configuration_error(
    home: Path, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLBCORE_DATABASE_REPLICAS", dsn)
    with (
        pytest.raises(
            ConfigurationError, match=r"database\.replicas: MASKED needs .* set database\.url"
        ),
        connect(),
    ):
        pass


@pytest.mark.slow
def test_threads_may_open_the_embedded_server_at_once(home: Path) -> None:
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(count())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [0, 0, 0]
    assert not (home / "postgres" / "postmaster.pid").exists()
