"""A circuit breaker for each source and host."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from mlbcore.breaker import Breaker
from mlbcore.errors import BlockedError, BreakerOpenError, FetchError, RefusedError
from mlbcore.log import tell
from mlbcore.log.events import BreakerOpened
from mlbcore.pipeline.address import masked


class Breakers:
    """Counts fetches that failed, not attempts; a plain refusal is an answer and no failure."""

    def __init__(self, failures: int, pause: float) -> None:
        self.failures = failures
        self.pause = pause
        self.lock = threading.Lock()
        self.breakers: dict[tuple[str, str], Breaker] = {}

    @contextmanager
    def guarding(self, source: str, url: httpx2.URL) -> Iterator[None]:
        """Around a fetch. Raises BreakerOpenError where the host is left alone."""
        breaker = self._breaker(source, url.host)
        if not breaker.allows():
            raise self._open(source, url, breaker.rest())
        try:
            yield
        except (FetchError, BlockedError):
            if breaker.failed():
                tell(BreakerOpened(source=source, host=url.host, rest=breaker.rest()))
            raise
        except RefusedError:
            breaker.succeeded()
            raise
        breaker.succeeded()

    def _breaker(self, source: str, host: str) -> Breaker:
        with self.lock:
            return self.breakers.setdefault((source, host), Breaker(self.failures, self.pause))

    def _open(self, source: str, url: httpx2.URL, rest: float) -> BreakerOpenError:
        again = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=rest)
        return BreakerOpenError(
            f"{masked(url)} was not asked: {source} failed there {self.failures} times in a row,"
            f" and is left alone until {again:%Y-%m-%d %H:%M:%S} UTC",
            retry_after=rest,
        )
