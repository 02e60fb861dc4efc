"""The client is polite and bounded, and says what went wrong; over real sockets."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mlbcore.collecting import Parsed, Request, Window
from mlbcore.errors import ConfigurationError, FetchError, RefusedError
from mlbcore.models import Payload
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.settings import ScrapingSettings, SourceSettings

DAY = dt.date(2025, 7, 2)
Reply = Callable[[BaseHTTPRequestHandler], None]


class Pages:
    """A collector of whatever path a test asks for."""

    source = "test"
    name = "pages"

    def requests(self, window: Window) -> Iterable[Request]:
        return ()

    def parse(self, payload: Payload) -> Iterable[Parsed]:
        return ()


class Site:
    """A server on loopback that gives its replies in turn, the last of them for ever."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                turn = min(len(site.asked), len(site.replies)) - 1
                site.replies[turn](self)

            def log_message(self, *_: object) -> None:
                """Nothing on stderr."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/base"

    def replying(self, *replies: Reply) -> None:
        self.replies = list(replies)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, args=(0.02,))
    thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()
    thread.join()


def reply(status: int = 200, body: bytes = b"ok", **headers: str) -> Reply:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"half")


def in_drips(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    for _ in range(100):
        try:
            handler.wfile.write(b".")
        except OSError:
            return
        time.sleep(0.05)


def fetch(site: Site, **settings: object) -> Payload:
    quick = {"retries": 2, "retry_delay": 0.01, "requests_per_second": 1000.0} | settings
    request = Request(base_url="http://unused.invalid", path="/page", date=DAY, params={"a": "1"})
    source = SourceSettings(base_url=site.url)
    with Fetcher(ScrapingSettings(**quick), lambda _: source) as fetcher:  # type: ignore[arg-type]
        return fetcher.fetch(Pages(), request)


def test_a_payload_holds_what_was_asked_and_what_came(site: Site) -> None:
    site.replying(reply(body=b"\x00bytes", Content_Type="text/x"))
    payload = fetch(site)
    assert (payload.body, payload.content_type) == (b"\x00bytes", "text/x")
    assert payload.url == f"{site.url}/page?a=1"
    assert (payload.source, payload.collector, payload.date) == ("test", "pages", DAY)


def test_we_say_who_we_are(site: Site) -> None:
    site.replying(reply())
    fetch(site)
    assert site.asked[0][1]["User-Agent"].startswith("mlbcore/")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_asked_again(site: Site, status: int) -> None:
    site.replying(reply(status), reply(status), reply())
    assert fetch(site).body == b"ok"


def test_asking_again_is_bounded(site: Site) -> None:
    site.replying(reply(503))
    with pytest.raises(FetchError, match="503"):
        fetch(site)
    assert len(site.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_asked_again(site: Site, status: int) -> None:
    site.replying(reply(status))
    with pytest.raises(RefusedError, match=str(status)):
        fetch(site)
    assert len(site.asked) == 1


def test_retry_after_is_honoured(site: Site) -> None:
    site.replying(reply(429, Retry_After="1"), reply())
    began = time.monotonic()
    fetch(site)
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize("value", ["86400", "Wed, 01 Jan 2070 00:00:00 GMT"])
def test_an_absurd_retry_after_is_not_waited_for(site: Site, value: str) -> None:
    site.replying(reply(429, Retry_After=value))
    with pytest.raises(FetchError, match="429"):
        fetch(site)
    assert len(site.asked) == 1


def test_an_answer_cut_short_comes_as_an_incomplete_payload(site: Site) -> None:
    site.replying(cut_short)
    payload = fetch(site)
    assert (payload.body, payload.complete) == (b"half", False)
    assert len(site.asked) == 3


def test_an_answer_cut_short_once_is_asked_again(site: Site) -> None:
    site.replying(cut_short, reply())
    assert fetch(site).complete


def test_the_deadline_is_for_the_whole_answer(site: Site) -> None:
    site.replying(in_drips)
    began = time.monotonic()
    with pytest.raises(FetchError, match="no whole answer"):
        fetch(site, retries=0, request_timeout=0.3)
    assert time.monotonic() - began < 2


def test_a_body_is_capped(site: Site) -> None:
    site.replying(reply(body=b"x" * 5000))
    with pytest.raises(RefusedError, match="more than 1000 bytes"):
        fetch(site, max_bytes=1000)


def test_a_redirect_within_the_host_is_followed(site: Site) -> None:
    site.replying(reply(302, Location="/elsewhere"), reply())
    assert fetch(site).body == b"ok"
    assert site.asked[-1][0] == "/elsewhere"


@pytest.mark.parametrize("target", ["http://other.invalid/", "https://127.0.0.1/", "/base/page"])
def test_a_redirect_away_or_without_end_is_refused(site: Site, target: str) -> None:
    site.replying(reply(302, Location=target))
    with pytest.raises(RefusedError, match="leads away|redirects"):
        fetch(site)


def test_nobody_there_is_a_fetch_error(site: Site) -> None:
    site.url = "http://127.0.0.1:1"
    with pytest.raises(FetchError, match="127.0.0.1:1"):
        fetch(site)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "nonsense", "http://"])
def test_a_base_url_that_is_none_is_a_configuration_error(site: Site, url: str) -> None:
    site.url = url
    with pytest.raises(ConfigurationError, match="test"):
        fetch(site)


def test_the_rate_is_kept(site: Site) -> None:
    site.replying(reply())
    source = SourceSettings(base_url=site.url, requests_per_second=5)
    request = Request(base_url="", path="/page", date=DAY)
    began = time.monotonic()
    with Fetcher(ScrapingSettings(), lambda _: source) as fetcher:
        for _ in range(11):
            fetcher.fetch(Pages(), request)
    assert time.monotonic() - began >= 2
