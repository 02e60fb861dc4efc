"""A server on loopback that replies as a test says, and fetches from it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from attrs import evolve

from mlbcore.collecting import Parsed, Request, Window
from mlbcore.db.payloads import Asked, Validators
from mlbcore.models import Payload
from mlbcore.pipeline.answers import Fetched
from mlbcore.pipeline.fetch import NOTHING, Fetcher
from mlbcore.settings import ScrapingSettings, SourceSettings

DAY = dt.date(2025, 7, 2)
PAGE = Request(base_url="http://unused.invalid", path="/page", date=DAY, params={"a": "1"})
QUICK = ScrapingSettings(retries=2, retry_delay=0.01, requests_per_second=1000.0)
Reply = Callable[[BaseHTTPRequestHandler], None]


class Pages:
    """A collector of whatever path a test asks for."""

    source = "test"
    name = "pages"

    def requests(self, window: Window) -> Iterable[Request]:
        return [evolve(PAGE, date=date) for date in window]

    def parse(self, payload: Payload) -> Iterable[Parsed]:
        return ()


class Site:
    """Gives its replies in turn, the last of them for ever, and remembers what was asked."""

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
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/base"
        self.pages = Pages()

    def replying(self, *replies: Reply) -> None:
        self.replies = list(replies)

    def fetcher(self, source: SourceSettings | None = None, **settings: Any) -> Fetcher:
        found = evolve(source or SourceSettings(), base_url=self.url)
        return Fetcher(evolve(QUICK, **settings), lambda _: found)

    def ask(
        self, fetcher: Fetcher, known: Mapping[Asked, Validators] = NOTHING, **request: Any
    ) -> Fetched:
        return fetcher.fetch(self.pages, evolve(PAGE, **request), known)

    def fetch(self, **settings: Any) -> Payload:
        """The whole answer to a page."""
        with self.fetcher(**settings) as fetcher:
            fetched = self.ask(fetcher)
        assert isinstance(fetched, Payload)
        return fetched

    @staticmethod
    def reply(status: int = 200, body: bytes = b"ok", **headers: str) -> Reply:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            if status != 304:
                handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            if status != 304:
                handler.wfile.write(body)

        return answer

    @staticmethod
    def cut_short(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"half")

    @staticmethod
    def dripping(drips: int, *, headers: bytes = b"Content-Length: 100\r\n\r\n") -> Reply:
        """So many bytes of a body, one each 50 ms, and then nothing for three seconds."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + headers)
            for _ in range(drips):
                try:
                    handler.wfile.write(b".")
                except OSError:
                    return
                time.sleep(0.05)
            time.sleep(3)

        return answer


@pytest.fixture
def site(serving: Callable[[ThreadingHTTPServer], None]) -> Site:
    site = Site()
    serving(site.server)
    return site
