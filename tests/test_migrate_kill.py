"""Runners in processes of their own: at once, killed half way, and cut off by the server."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from mlbcore.db import migrate, migrations
from mlbcore.errors import MigrationError

RUNNER = """
import sys
from pathlib import Path
from mlbcore.db import migrate, migrations
from mlbcore.errors import MlbcoreError
try:
    files = migrations.read(Path(sys.argv[2]))
    migrate.up(sys.argv[1], files, lambda line: print(line, flush=True))
except MlbcoreError as error:
    sys.exit(str(error))
"""

ROWS = "CREATE TABLE one (n int); INSERT INTO one SELECT generate_series(1, 100000)"
INDEX = "-- no transaction\nCREATE INDEX CONCURRENTLY one_n ON one (n)"
SLOW = "CREATE TABLE two (n int); SELECT pg_sleep(60); CREATE TABLE three (n int)"

Runner = subprocess.Popen[str]
Start = Callable[[], Runner]


@pytest.fixture
def start(empty_dsn: str, tmp_path: Path) -> Iterator[Start]:
    """Starts ``up`` over the files in ``tmp_path``, in a process of its own."""
    started: list[Runner] = []

    def begin() -> Runner:
        runner = subprocess.Popen(
            [sys.executable, "-c", RUNNER, empty_dsn, str(tmp_path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(runner)
        return runner

    yield begin
    for runner in started:
        runner.kill()
        runner.communicate()


def save(folder: Path, *texts: str) -> list[migrations.Migration]:
    for number, text in enumerate(texts, start=1):
        (folder / f"{number:04}_x.sql").write_text(text)
    return migrations.read(folder)


def ask(dsn: str, query: str) -> str:
    """One answer, as text."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    return str(row[0] if row else None)


def wait_for(dsn: str, query: str, answer: str) -> float:
    """Seconds until it is the answer."""
    begun = time.monotonic()
    while ask(dsn, query) != answer:
        assert time.monotonic() < begun + 30, f"{query} is {ask(dsn, query)}"
        time.sleep(0.02)
    return time.monotonic() - begun


SLEEPING = """
SELECT {} FROM pg_stat_activity
WHERE query LIKE '%pg_sleep%' AND application_name = 'mlbcore migrate'
    AND datname = current_database()
"""
LOCKED = """
SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
WHERE locktype = 'advisory' AND datname = current_database()
"""
INDEXES = "SELECT array_agg(indisvalid) FROM pg_index WHERE indrelid = to_regclass('one')"


def test_four_runners_at_once_build_an_index_concurrently_once(
    empty_dsn: str, tmp_path: Path, start: Start
) -> None:
    files = save(tmp_path, ROWS, INDEX, "CREATE TABLE two (n int)")
    told = [runner.communicate(timeout=60) for runner in [start() for _ in range(4)]]
    assert [err for _, err in told] == ["", "", "", ""]
    said = [line for out, _ in told for line in out.splitlines() if line.startswith("migrated")]
    assert sorted(said) == [f"migrated core/000{n}_x" for n in (1, 2, 3)]
    assert ask(empty_dsn, INDEXES) == "[True]"
    assert [state.state for state in migrate.status(empty_dsn, files)] == ["applied"] * 3


def test_a_runner_killed_in_a_transaction_leaves_nothing_and_no_lock(
    empty_dsn: str, tmp_path: Path, start: Start
) -> None:
    save(tmp_path, ROWS, SLOW)
    runner = start()
    wait_for(empty_dsn, SLEEPING.format("count(*)"), "1")
    runner.kill()
    assert wait_for(empty_dsn, LOCKED, "0") < 3
    assert ask(empty_dsn, "SELECT to_regclass('two')") == "None"
    files = save(tmp_path, ROWS, SLOW.replace("60", "0"))
    assert migrate.up(empty_dsn, files) == 1


def test_a_backend_terminated_in_a_transaction_leaves_nothing_and_no_lock(
    empty_dsn: str, tmp_path: Path, start: Start
) -> None:
    save(tmp_path, ROWS, SLOW)
    runner = start()
    wait_for(empty_dsn, SLEEPING.format("count(*)"), "1")
    ask(empty_dsn, SLEEPING.format("pg_terminate_backend(pid)"))
    _, err = runner.communicate(timeout=30)
    assert "core/0002_x: " in err
    assert "terminating connection" in err
    assert wait_for(empty_dsn, LOCKED, "0") < 3
    files = save(tmp_path, ROWS, SLOW.replace("60", "0"))
    assert migrate.up(empty_dsn, files) == 1


def test_a_runner_killed_while_it_builds_an_index_is_found_dirty_and_repaired(
    empty_dsn: str, tmp_path: Path, start: Start
) -> None:
    files = save(tmp_path, ROWS, INDEX)
    migrate.up(empty_dsn, files, to="0001")
    with psycopg.connect(empty_dsn) as writer:
        # The index waits for it, half made.
        writer.execute("INSERT INTO one VALUES (0)")
        runner = start()
        wait_for(empty_dsn, INDEXES, "[False]")
        runner.kill()
        assert wait_for(empty_dsn, LOCKED, "0") < 3
    with pytest.raises(MigrationError, match="mlbcore migrate repair"):
        migrate.up(empty_dsn, files)
    assert migrate.repair(empty_dsn, files) == 1
    assert ask(empty_dsn, INDEXES) == "None"
    assert migrate.up(empty_dsn, files) == 1
    assert ask(empty_dsn, INDEXES) == "[True]"


def test_a_runner_that_finds_another_at_work_names_it(
    empty_dsn: str, tmp_path: Path, start: Start
) -> None:
    save(tmp_path, ROWS, SLOW)
    first = start()
    wait_for(empty_dsn, SLEEPING.format("count(*)"), "1")
    second = start()
    assert second.stdout is not None
    pid = ask(empty_dsn, SLEEPING.format("pid"))
    waits = f"waiting for another migration run: pid {pid} (mlbcore migrate)\n"
    assert second.stdout.readline() == waits
    assert first.poll() is None
