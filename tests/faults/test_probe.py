"""/readyz sees a server die, hang and return; /healthz is about the process alone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx2
import pytest

from mlbcore.db import migrations
from mlbcore.ops.serving import impatient, serving
from mlbcore.settings import DatabaseSettings, MonitoringSettings

if TYPE_CHECKING:
    from tests.faults.conftest import OwnServer


@pytest.fixture
def client(own_server: OwnServer) -> Iterator[httpx2.Client]:
    files, settings = migrations.read(migrations.folder()), MonitoringSettings(port=0)
    quick = impatient(DatabaseSettings())
    with (
        serving(own_server.dsn, files, quick, settings, lambda *_: b"") as listener,
        httpx2.Client(base_url=listener.url, timeout=30, trust_env=False) as asking,
    ):
        assert_seen(asking, 200)
        yield asking


def assert_seen(client: httpx2.Client, status: int, words: str = "") -> None:
    """Waits for it; one that never comes ends the test by its timeout."""
    while True:
        ready = client.get("/readyz")
        if ready.status_code == status and words in ready.text:
            return
        time.sleep(0.02)


def test_a_killed_server_is_not_ready_until_it_returns(
    own_server: OwnServer, client: httpx2.Client
) -> None:
    own_server.kill()
    assert_seen(client, 503, "cannot be reached")
    assert client.get("/healthz").status_code == 200
    assert client.get("/report/2025-07-02").status_code == 503
    own_server.start()
    assert_seen(client, 200)
    assert client.get("/metrics").status_code == 200


def test_a_server_that_hangs_is_not_ready(own_server: OwnServer, client: httpx2.Client) -> None:
    postmaster = int((own_server.data / "postmaster.pid").read_text().split()[0])
    others = "SELECT array_agg(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    children = own_server.value(others)
    assert isinstance(children, list)
    processes = [postmaster, *children]
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    try:
        assert_seen(client, 503, "has not answered for")
        assert client.get("/healthz").status_code == 200
        assert client.get("/report/2025-07-02").status_code == 503
        assert "mlbcore_ready 0.0" in client.get("/metrics").text
    finally:
        for pid in processes:
            os.kill(pid, signal.SIGCONT)
    assert_seen(client, 200)


def test_a_migration_taken_back_is_seen_while_serving(
    own_server: OwnServer, client: httpx2.Client
) -> None:
    own_server.execute("DELETE FROM migration WHERE id LIKE '0009%'")
    assert_seen(client, 503, "mlbcore migrate up")
    assert "mlbcore_ready 0.0" in client.get("/metrics").text
