"""What ``serve`` answers, to whom, and what it refuses."""

from __future__ import annotations

import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from mlbcore.errors import ConfigurationError
from mlbcore.models import EASTERN
from mlbcore.ops.listen import Listener
from mlbcore.ops.site import ROOMS
from tests.operations.conftest import Site, await_status

TOKEN = "a-token-of-some-length"


def test_the_process_is_alive_and_its_database_ready(client: httpx2.Client) -> None:
    assert [client.get(path).text for path in ("/healthz", "/readyz")] == ["alive\n", "ready\n"]


def test_a_page_is_of_the_date_and_instant_that_are_asked_for(client: httpx2.Client) -> None:
    assert client.get("/report/2025-07-02").text == "2025-07-02 None"
    asked = client.get("/report/2025-07-02", params={"as_of": "2025-07-02T18:00:00+00:00"})
    assert asked.text == "2025-07-02 2025-07-02 18:00:00+00:00"
    assert asked.headers["Content-Type"] == "text/html; charset=utf-8"


def test_the_first_page_is_todays_in_the_east(client: httpx2.Client) -> None:
    before = dt.datetime.now(EASTERN).date()
    text = client.get("/").text
    assert text[:10] in {str(before), str(dt.datetime.now(EASTERN).date())}


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, "not found"),
        ("/report/2025-02-30", 400, "'2025-02-30' is not a date like 2025-07-02"),
        ("/report/yesterday", 400, "'yesterday' is not a date"),
        ("/report/2025-07-02?as_of=noon", 400, "'noon' is not an instant"),
        ("/report/2025-07-02?as_of=2025-07-02T18:00:00", 400, "is not an instant"),
        ("/report/", 404, "not found"),
        ("/report/2025-07-02/x", 404, "not found"),
    ],
)
def test_what_cannot_be_answered_is_told_why(
    client: httpx2.Client, path: str, status: int, words: str
) -> None:
    response = client.get(str(client.base_url) + path)
    assert response.status_code == status
    assert words in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/report/2025-07-02"])
def test_nothing_but_reading_is_allowed(client: httpx2.Client, method: str, path: str) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/report/2025-07-02"])
def test_a_head_is_a_get_without_its_body(client: httpx2.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/report/2025-07-02", "/nothing"])
def test_every_answer_forbids_what_a_page_needs_not(client: httpx2.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Server"] == "mlbcore"


def test_a_body_or_a_head_beyond_any_need_is_refused(client: httpx2.Client) -> None:
    assert client.request("GET", "/healthz", content=b"x" * 100_000).status_code == 413
    assert client.get("/healthz", headers={"X-Long": "x" * 100_000}).status_code == 431


def test_a_page_of_another_site_whose_name_leads_here_is_refused(client: httpx2.Client) -> None:
    for host in ("evil.example", "evil.example:1", "localhost:evil.example", "[::1", ""):
        assert client.get("/metrics", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1:1", "[::1]", "[::1]:1"])
def test_every_name_of_this_machine_is_ours(client: httpx2.Client, host: str) -> None:
    assert client.get("/metrics", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "authorization", [None, "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN]
)
def test_without_the_token_nothing_is_shown(
    dsn: str, site: Site, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    with site(dsn, token=TOKEN) as client:
        for path in ("/", "/metrics", "/report/2025-07-02"):
            response = client.get(path, headers=headers)
            assert response.status_code == 401
            assert response.headers["WWW-Authenticate"].lower().startswith("bearer")


def test_with_the_token_all_is_shown_under_any_name(dsn: str, site: Site) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": "mlb.example"}
    with site(dsn, token=TOKEN) as client:
        await_status(client, 200)
        assert client.get("/metrics", headers=headers).status_code == 200
        assert client.get("/report/2025-07-02", headers=headers).status_code == 200


def test_probes_need_no_token_and_learn_no_reason(site: Site) -> None:
    nowhere = "postgresql://me:geheim@127.0.0.1:1/mlb"
    with site(nowhere, token=TOKEN) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").text == "not ready\n"


def test_a_database_that_is_down_leaves_the_process_alive(site: Site) -> None:
    nowhere = "postgresql://me:geheim@127.0.0.1:1/mlb"
    with site(nowhere) as client:
        while "cannot be reached" not in (ready := client.get("/readyz")).text:
            assert ready.status_code == 503
        assert client.get("/healthz").status_code == 200
        assert ready.headers["Retry-After"] == "1"
        page, metrics = client.get("/report/2025-07-02"), client.get("/metrics")
    assert page.status_code == 503
    assert metrics.status_code == 200
    assert "mlbcore_ready 0.0" in metrics.text
    assert "mlbcore_units" not in metrics.text
    assert "geheim" not in ready.text + page.text + metrics.text


def test_a_schema_that_is_missing_is_not_ready(empty_dsn: str, site: Site) -> None:
    with site(empty_dsn) as client:
        while "migrate up" not in client.get("/readyz").text:
            pass
        assert client.get("/report/2025-07-02").status_code == 503


def test_while_pages_are_slow_the_probes_are_answered(dsn: str, site: Site) -> None:
    begun, finish = threading.Event(), threading.Event()

    def slow(date: dt.date, as_of: dt.datetime | None) -> bytes:
        begun.set()
        assert finish.wait(60)
        return b""

    many = ROOMS["report"] + 20
    with site(dsn, slow) as client, ThreadPoolExecutor(many) as threads:
        await_status(client, 200)
        asked = [threads.submit(client.get, f"/report/2025-07-{n + 1:02}") for n in range(many)]
        assert begun.wait(60)
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 200
        while sum(answer.done() for answer in asked) < many - ROOMS["report"]:
            pass
        finish.set()
        statuses = sorted(answer.result().status_code for answer in asked)
    assert statuses == [200] * ROOMS["report"] + [503] * 20


@pytest.mark.slow
def test_a_page_under_way_is_answered_before_the_end(dsn: str, site: Site) -> None:
    begun = threading.Event()

    def slow(date: dt.date, as_of: dt.datetime | None) -> bytes:
        begun.set()
        # Longer than the five seconds that waitress itself would wait.
        time.sleep(6)
        return b"whole"

    with ThreadPoolExecutor(1) as thread:
        with site(dsn, slow) as client:
            await_status(client, 200)
            asked = thread.submit(
                httpx2.get, client.base_url.join("/report/2025-07-02"), timeout=30
            )
            assert begun.wait(10)
        assert asked.result().text == "whole"


def test_a_defect_is_a_500_without_a_traceback_and_is_counted(dsn: str, site: Site) -> None:
    def broken(date: dt.date, as_of: dt.datetime | None) -> bytes:
        raise ZeroDivisionError("secret words")

    with site(dsn, broken) as client:
        await_status(client, 200)
        response = client.get("/report/2025-07-02")
        metrics = client.get("/metrics").text
    assert response.status_code == 500
    assert "secret" not in response.text
    assert 'mlbcore_http_requests_total{endpoint="report",status="500"} 1.0' in metrics


def test_a_port_that_is_taken_is_named() -> None:
    first = Listener(lambda *_: [], "127.0.0.1", 0)
    port = first.socket.getsockname()[1]
    with first, pytest.raises(ConfigurationError, match=f"cannot listen on 127.0.0.1, port {port}"):
        Listener(lambda *_: [], "127.0.0.1", port)
