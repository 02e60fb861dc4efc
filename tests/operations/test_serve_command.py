"""``mlbcore serve`` as a person starts and ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.operations.conftest import await_status

SERVING = "serving on "


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """Ends the process also where the test fails, which would wait for it."""
    try:
        yield
    finally:
        process.terminate()


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)]
)
def test_it_serves_the_embedded_server_until_a_signal(home: Path, number: int) -> None:
    command = [sys.executable, "-m", "mlbcore", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as serve:
        assert serve.stderr is not None
        url = next(line for line in serve.stderr if line.startswith(SERVING))
        with httpx2.Client(base_url=url.removeprefix(SERVING).strip(), trust_env=False) as client:
            while client.get("/readyz").status_code != 200:
                pass
            page = client.get("/report/2025-07-02", timeout=60)
        serve.send_signal(number)
        out, err = serve.communicate(timeout=60)
    assert page.status_code == 200
    assert "2025-07-02" in page.text
    assert (serve.returncode, out, err) == (128 + number, "", "")
    assert not (home / "postgres" / "postmaster.pid").exists()


@pytest.mark.slow
def test_the_next_command_starts_a_server_that_was_killed_and_it_serves_on(
    home: Path, mlbcore: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    lock = home / "postgres" / "postmaster.pid"
    command = [sys.executable, "-m", "mlbcore", "serve", "--port", "0"]
    with (
        subprocess.Popen(command, env=os.environ, stderr=subprocess.PIPE, text=True) as serve,
        ended(serve),
    ):
        assert serve.stderr is not None
        url = next(line for line in serve.stderr if line.startswith(SERVING))
        with httpx2.Client(base_url=url.removeprefix(SERVING).strip(), trust_env=False) as client:
            await_status(client, 200)
            for pause in (0.0, 0.2, 0.5):
                os.kill(int(lock.read_text().split()[0]), signal.SIGKILL)
                time.sleep(pause)
                following = mlbcore("games")
                assert (following.returncode, following.stderr) == (0, "")
                await_status(client, 200)
    assert not lock.exists()


def test_a_name_of_another_site_is_refused_also_without_assertions(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLBCORE_DATABASE_URL", "postgresql://me@127.0.0.1:1/mlb")
    command = [sys.executable, "-O", "-m", "mlbcore", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as serve:
        assert serve.stderr is not None
        url = next(line for line in serve.stderr if line.startswith(SERVING))
        asked = url.removeprefix(SERVING).strip()
        refused = httpx2.get(f"{asked}/healthz", headers={"Host": "evil.example"}, trust_env=False)
        taken = httpx2.get(f"{asked}/healthz", trust_env=False)
        serve.terminate()
    assert (refused.status_code, taken.status_code) == (400, 200)
    assert "must name this server as one of localhost, 127.0.0.1" in refused.text


def test_an_open_address_without_a_token_is_a_wrong_setting(
    mlbcore: Callable[..., subprocess.CompletedProcess[str]], home: Path
) -> None:
    run = mlbcore("serve", "--host", "0.0.0.0")
    assert run.returncode == 6
    assert "--host: '0.0.0.0' can be reached by others: set monitoring.token" in run.stderr
    assert not home.exists()


def test_a_token_is_not_shown_when_another_setting_is_wrong(
    mlbcore: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    run = mlbcore("serve", MLBCORE_MONITORING_TOKEN="geheim", MLBCORE_MONITORING_PORT="70000")
    assert run.returncode == 6
    assert "monitoring.port" in run.stderr
    assert "geheim" not in run.stdout + run.stderr
