"""Runs as people and schedulers have them: resumed, repeated in part, and stopped by a signal."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

Mlbcore = Callable[..., subprocess.CompletedProcess[str]]
DATE = ("--date", "2025-07-02")


@contextmanager
def site(body: bytes | None) -> Iterator[str]:
    """A source that answers every request with one body, or never."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                held.append(connection)
                if body is not None and connection.recv(65536):
                    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n"
                    connection.sendall(head.encode() + b"Connection: close\r\n\r\n" + body)
                    connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            for connection in held:
                connection.close()


@pytest.fixture
def environment(dsn: str) -> dict[str, str]:
    return {"MLBCORE_DATABASE_URL": dsn, "MLBCORE_SCRAPING_RETRIES": "0"}


@pytest.mark.slow
def test_failed_units_are_listed_and_done_again_alone(
    mlbcore: Mlbcore, environment: dict[str, str]
) -> None:
    run = ("run", "--source", "mlb")
    with site(b"<html>") as url:
        broken = environment | {"MLBCORE_MLB_BASE_URL": url}
        assert mlbcore(*run, *DATE, **broken).returncode == 3
    with site(b'{"dates": []}') as url:
        whole = environment | {"MLBCORE_MLB_BASE_URL": url}
        assert mlbcore(*run, "--date", "2025-07-03", **whole).returncode == 0
        (failed,) = json.loads(mlbcore("units", "--failed", "--format", "json", **whole).stdout)
        assert (failed["source"], failed["date"]) == ("mlb", "2025-07-02")
        assert failed["finished_at"]
        assert failed["message"]
        again = mlbcore("run", "--failed", "--format", "json", **whole)
        (unit,) = json.loads(again.stdout)["units"]
        assert (unit["date"], unit["status"]) == ("2025-07-02", "success")
        assert json.loads(mlbcore("units", "--failed", "--format", "json", **whole).stdout) == []
        rows = json.loads(mlbcore("units", *DATE, "--format", "json", **whole).stdout)
    assert [row["status"] for row in rows] == ["success"]


def test_no_failed_unit_is_nothing_to_do(mlbcore: Mlbcore, environment: dict[str, str]) -> None:
    done = mlbcore("run", "--failed", **environment)
    assert done.returncode == 0
    assert "0 units" in done.stderr


def test_gaps_are_told_by_the_command(mlbcore: Mlbcore, environment: dict[str, str]) -> None:
    done = mlbcore("gaps", *DATE, "--format", "json", **environment)
    assert [gap["reason"] for gap in json.loads(done.stdout)] == ["schedule not collected"]
    assert done.stderr.endswith("1 gaps\n")


def test_a_watch_of_a_day_that_is_over_polls_once_and_is_done(
    mlbcore: Mlbcore, environment: dict[str, str]
) -> None:
    with site(b'{"dates": []}') as url:
        arguments = ("watch", "--source", "mlb", *DATE, "--every", "1h")
        done = mlbcore(*arguments, **environment, MLBCORE_MLB_BASE_URL=url)
    assert done.returncode == 0
    assert done.stderr.count("no game is still to start") == 1


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize("command", ["run", "watch"])
def test_a_signal_ends_the_work_cleanly(
    command: str, number: signal.Signals, code: int, environment: dict[str, str], home: Path
) -> None:
    del home
    span = ["--from", "2025-07-01", "--to", "2025-07-30"] if command == "run" else []
    assert sent(number, environment, command, *span) == code
    with psycopg.connect(environment["MLBCORE_DATABASE_URL"]) as connection:
        ended = connection.execute("SELECT count(*) FROM run WHERE finished_at IS NULL").fetchone()
        units = connection.execute("SELECT count(*) FROM unit").fetchone()
    assert ended == (0,)
    assert units is not None
    assert units[0] <= 2


def test_a_run_that_is_killed_has_no_end_and_tells_of_no_source(
    environment: dict[str, str], home: Path
) -> None:
    del home
    assert sent(signal.SIGKILL, environment, "run", *DATE) == -signal.SIGKILL
    with psycopg.connect(environment["MLBCORE_DATABASE_URL"]) as connection:
        ends = connection.execute("SELECT finished_at FROM run").fetchall()
        traffic = connection.execute("SELECT FROM run_source").fetchall()
    assert (ends, traffic) == ([(None,)], [])


def sent(number: signal.Signals, environment: dict[str, str], *command: str) -> int:
    """Send a command that is collecting a signal; gives its exit code.

    The answer never comes: the unit in hand fails by its own deadline, and no more is begun.
    """
    with site(None) as url:
        told = environment | {
            "MLBCORE_MLB_BASE_URL": url,
            "MLBCORE_SCRAPING_REQUEST_TIMEOUT": "2",
        }
        with subprocess.Popen(
            [sys.executable, "-m", "mlbcore", *command, "--source", "mlb"],
            env=os.environ | told,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            _wait_for_run(environment["MLBCORE_DATABASE_URL"])
            process.send_signal(number)
            _, said = process.communicate(timeout=30)
    assert "Traceback" not in said
    return process.returncode


def _wait_for_run(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        until = time.monotonic() + 20
        while connection.execute("SELECT id FROM run").fetchone() is None:
            assert time.monotonic() < until
            time.sleep(0.05)
