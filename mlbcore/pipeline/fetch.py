"""One polite HTTP client for all sources: limited, bounded, retried, within its deadline."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Self

import httpx2
import stamina
from attrs import frozen

from mlbcore.collecting import Collector, Request
from mlbcore.errors import (
    ConfigurationError,
    FetchError,
    NotOfferedError,
    RefusedError,
    TruncatedError,
)
from mlbcore.models import Payload
from mlbcore.pipeline.pace import Pace
from mlbcore.settings import ScrapingSettings, SourceSettings

AGAIN = frozenset({429, 500, 502, 503, 504})
LONGEST_WAIT = 60.0
REDIRECTS = 5


@frozen
class Answer:
    body: bytes
    status: int = 200
    content_type: str = ""
    complete: bool = True


class Fetcher:
    """Fetches requests as payloads; safe to use from several threads.

    ``sources`` gives a source's settings; ``transport`` replaces the network.
    """

    def __init__(
        self,
        settings: ScrapingSettings,
        sources: Callable[[str], SourceSettings],
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self.sources = sources
        self.pace = Pace()
        self.client = httpx2.Client(
            transport=transport,
            timeout=settings.request_timeout,
            headers={"User-Agent": settings.user_agent},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def fetch(self, collector: Collector, request: Request) -> Payload:
        """The answer to a request, asked again a bounded number of times.

        One that is cut short each time comes back as an incomplete payload. Raises FetchError when
        the source cannot be reached, RefusedError when it will not answer, ConfigurationError when
        its URL cannot be used.
        """
        source = self.sources(collector.source)
        url = self._url(collector.source, request, source)
        rate = self.settings.requests_per_second or source.requests_per_second
        try:
            answer = self._ask(collector.source, url, request, rate)
        except TruncatedError as error:
            if not error.received:
                raise
            answer = Answer(error.received, complete=False)
        return Payload(
            source=collector.source,
            collector=collector.name,
            date=request.date,
            url=str(url),
            fetched_at=dt.datetime.now(dt.UTC),
            body=answer.body,
            status=answer.status,
            content_type=answer.content_type,
            complete=answer.complete,
        )

    def _ask(self, source: str, url: httpx2.URL, request: Request, rate: float) -> Answer:
        attempts = stamina.retry_context(
            on=_wait,
            attempts=self.settings.retries + 1,
            timeout=None,
            wait_initial=self.settings.retry_delay,
            wait_max=LONGEST_WAIT,
            wait_jitter=self.settings.retry_delay,
        )
        for attempt in attempts:
            with attempt:
                self.pace.wait(source, url.host, rate)
                return self._get(url, request)
        raise FetchError(f"{url} was not asked")

    def _url(self, source: str, request: Request, settings: SourceSettings) -> httpx2.URL:
        root = (settings.base_url or request.base_url).rstrip("/")
        try:
            url = httpx2.URL(root + request.path, params=dict(request.params))
        except httpx2.InvalidURL as error:
            raise ConfigurationError(f"the base URL of {source}: {error}") from error
        if url.scheme not in ("http", "https") or not url.host:
            raise ConfigurationError(f"the base URL of {source} is no http address: {root}")
        return url

    def _get(self, url: httpx2.URL, request: Request) -> Answer:
        deadline = time.monotonic() + self.settings.request_timeout
        for _ in range(REDIRECTS):
            response, body = self._once(url, request, deadline)
            if not response.is_redirect:
                _check_status(response)
                kind = response.headers.get("Content-Type", "")
                return Answer(body, response.status_code, kind)
            target = url.join(response.headers.get("Location", ""))
            if (target.scheme, target.host) != (url.scheme, url.host):
                raise RefusedError(f"{url} leads away to {target.scheme}://{target.host}")
            url = target
        raise RefusedError(f"{url} redirects more than {REDIRECTS} times")

    def _once(
        self, url: httpx2.URL, request: Request, deadline: float
    ) -> tuple[httpx2.Response, bytes]:
        body = bytearray()
        try:
            with self.client.stream("GET", url, headers=dict(request.headers)) as response:
                for chunk in response.iter_bytes():
                    body += chunk
                    self._check_limits(url, len(body), deadline)
                return response, bytes(body)
        except (httpx2.RemoteProtocolError, httpx2.ReadError) as error:
            raise TruncatedError(f"{url}: {error}", received=bytes(body)) from error
        except httpx2.TransportError as error:
            raise FetchError(f"{url}: {str(error) or type(error).__name__}") from error
        except httpx2.RequestError as error:
            raise RefusedError(f"{url}: {error}") from error

    def _check_limits(self, url: httpx2.URL, size: int, deadline: float) -> None:
        if size > self.settings.max_bytes:
            raise RefusedError(f"{url}: more than {self.settings.max_bytes} bytes")
        if time.monotonic() > deadline:
            raise FetchError(f"{url}: no whole answer in {self.settings.request_timeout:g} s")


def _check_status(response: httpx2.Response) -> None:
    if response.is_success:
        return
    message = f"{response.url}: {response.status_code} {response.reason_phrase}"
    if response.status_code in AGAIN:
        raise FetchError(message, retry_after=_retry_after(response))
    raise NotOfferedError(message) if response.status_code == 404 else RefusedError(message)


def _retry_after(response: httpx2.Response) -> float | None:
    """Seconds the source asks us to wait: a number or a date; None for neither."""
    text = response.headers.get("Retry-After", "")
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.utcoffset() is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def _wait(error: Exception) -> bool | float:
    """Whether to ask again, and after how long where the source says so."""
    if not isinstance(error, FetchError):
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= LONGEST_WAIT else False
