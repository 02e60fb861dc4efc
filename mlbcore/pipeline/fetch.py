"""Fetching: each request at its source's pace, again a bounded number of times, then given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from typing import Self

import httpx2
import stamina
from attrs import evolve

from mlbcore.collecting import Collector, Request
from mlbcore.db.payloads import Asked, Validators
from mlbcore.db.units import Traffic
from mlbcore.errors import BlockedError, ConfigurationError, FetchError, TruncatedError
from mlbcore.log import cut, tell
from mlbcore.log.events import SourceBlocked
from mlbcore.models import Payload
from mlbcore.pipeline.address import address, masked
from mlbcore.pipeline.answers import (
    LONGEST_WAIT,
    UNCHANGED,
    Answer,
    Fetched,
    NoAnswer,
    Unchanged,
    check_answer,
)
from mlbcore.pipeline.breakers import Breakers
from mlbcore.pipeline.client import Client
from mlbcore.pipeline.pace import Pace
from mlbcore.pipeline.traffic import TrafficCount
from mlbcore.scope import within
from mlbcore.settings import ScrapingSettings, SourceSettings
from mlbcore.settings.together import is_of_this_machine

FIRST_BYTES, BODY_SHOWN = 2_000, 200  # of a body that the log shows

NOTHING: Mapping[Asked, Validators] = {}


class Fetcher:
    """Fetches requests; safe to use from several threads.

    ``sources`` gives a source's settings; ``transport`` replaces the network.
    """

    def __init__(
        self,
        settings: ScrapingSettings,
        sources: Callable[[str], SourceSettings],
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self.sources = cache(sources)
        self.pace = Pace()
        self.traffic = TrafficCount()
        self.breakers = Breakers(settings.breaker_failures, settings.breaker_pause, self.traffic)
        self.client = Client(settings.request_timeout, settings.max_bytes, transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def fetch(
        self,
        collector: Collector,
        request: Request,
        known: Mapping[Asked, Validators] = NOTHING,
    ) -> Fetched:
        """What came of a request, which is asked again a bounded number of times.

        ``known`` are the validators of what the archive holds: a source that is asked with them
        may say that it is unchanged. Raises FetchError when the source cannot be reached,
        RateLimitedError and BreakerOpenError when it is to be asked later, RefusedError when it
        will not answer, ConfigurationError when only this machine may be asked and it is not there.
        """
        source = self.sources(collector.source)
        url = self._address(collector.source, request, source)
        name = request.collector or collector.name
        asked = Asked(collector.source, name, request.date, masked(url))
        base = known.get(asked)
        headers = self._headers(request, source)
        if base is not None:
            headers.update(_conditions(base))
        try:
            with (
                within(url=asked.url, component="http", operation="fetch"),
                self.breakers.guarding(collector.source, url),
            ):
                answer = self._ask(asked.source, url, request, headers, base)
        except (TruncatedError, BlockedError) as error:
            if isinstance(error, BlockedError):
                tell(_blocked(asked.source, error))
            if not error.received:
                raise
            return NoAnswer(_evidence(asked, error), error)
        if base is not None and answer.status == UNCHANGED:
            return Unchanged(base.payload, dt.datetime.now(dt.UTC))
        return _payload(asked, answer)

    def drain_traffic(self) -> list[Traffic]:
        """What asking came to since the last time, of each source that was to be asked."""
        return [
            evolve(one, breaker=self.breakers.state(one.source)) for one in self.traffic.drain()
        ]

    def _address(self, name: str, request: Request, source: SourceSettings) -> httpx2.URL:
        url = address(name, request, source.base_url)
        if self.settings.loopback_only and not is_of_this_machine(url.host):
            raise ConfigurationError(
                f"{masked(url)} is not on this machine, and scraping.loopback_only is set"
            )
        return url

    def ask(self, collector: Collector, request: Request) -> Answer:
        """The answer as it came, asked for as ``fetch`` does and with the same errors."""
        source = self.sources(collector.source)
        url = self._address(collector.source, request, source)
        return self._ask(collector.source, url, request, self._headers(request, source), None)

    def _ask(
        self,
        source: str,
        url: httpx2.URL,
        request: Request,
        headers: httpx2.Headers,
        base: Validators | None,
    ) -> Answer:
        rate = self.settings.requests_per_second or self.sources(source).requests_per_second
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
                waited = self.pace.wait(source, url.host, rate)
                again = attempt.num > 1
                self.traffic.add(Traffic(source=source, requests=1, retries=again, waited=waited))
                answer = self.client.get(url, headers)
                check_answer(answer, request, conditional=base is not None)
                return answer
        raise FetchError(f"{masked(url)} was not asked")

    def _headers(self, request: Request, source: SourceSettings) -> httpx2.Headers:
        """Those of the request; who we say we are is for the settings of the source to say."""
        headers = httpx2.Headers(dict(request.headers))
        agent = source.user_agent or headers.get("User-Agent") or self.settings.user_agent
        headers["User-Agent"] = agent
        return headers


def _conditions(base: Validators) -> dict[str, str]:
    conditions = {"If-None-Match": base.etag, "If-Modified-Since": base.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _payload(asked: Asked, answer: Answer) -> Payload:
    return evolve(
        _came(asked, answer.body),
        status=answer.status,
        content_type=answer.content_type,
        etag=answer.etag,
        last_modified=answer.last_modified,
    )


def _evidence(asked: Asked, error: TruncatedError | BlockedError) -> Payload:
    payload = evolve(_came(asked, error.received), complete=False)
    if isinstance(error, BlockedError):
        return evolve(payload, status=error.status, content_type=error.content_type)
    return payload


def _blocked(source: str, error: BlockedError) -> SourceBlocked:
    return SourceBlocked(
        source=source,
        reason=str(error),
        http_status=error.status,
        content_type=error.content_type,
        body=cut(error.received[:FIRST_BYTES].decode(errors="replace"), BODY_SHOWN),
    )


def _came(asked: Asked, body: bytes) -> Payload:
    """What came now of what was asked."""
    return Payload(
        source=asked.source,
        collector=asked.collector,
        date=asked.date,
        url=asked.url,
        fetched_at=dt.datetime.now(dt.UTC),
        body=body,
    )


def _wait(error: Exception) -> bool | float:
    """Whether to ask again, and after how long where the source says so."""
    if not isinstance(error, FetchError):
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= LONGEST_WAIT else False
