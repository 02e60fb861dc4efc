"""A circuit breaker for each source and host."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from mlbcore.breaker import Breaker, BreakerState
from mlbcore.db.units import Traffic
from mlbcore.errors import BlockedError, BreakerOpenError, FetchError, RefusedError
from mlbcore.log import tell
from mlbcore.log.events import BreakerOpened
from mlbcore.pipeline.address import masked
from mlbcore.pipeline.traffic import TrafficCount

FROM_THE_BEST = (BreakerState.CLOSED, BreakerState.HALF_OPEN, BreakerState.OPEN)


class Breakers:
    """Counts fetches that failed, not attempts; a plain refusal is an answer and no failure."""

    def __init__(self, failures: int, pause: float, traffic: TrafficCount) -> None:
        self.failures = failures
        self.pause = pause
        self.traffic = traffic
        self.lock = threading.Lock()
        self.breakers: dict[tuple[str, str], Breaker] = {}

    @contextmanager
    def guarding(self, source: str, url: httpx2.URL) -> Iterator[None]:
        """Around a fetch. Raises BreakerOpenError where the host is left alone."""
        breaker = self._breaker(source, url.host)
        self.traffic.add(Traffic(source=source))  # also where it is left alone
        if not breaker.allows():
            raise self._open(source, url, breaker.rest())
        try:
            yield
        except (FetchError, BlockedError):
            if breaker.failed():
                tell(BreakerOpened(source=source, host=url.host, rest=breaker.rest()))
                self.traffic.add(Traffic(source=source, openings=1))
            raise
        except RefusedError:
            breaker.succeeded()
            raise
        breaker.succeeded()

    def state(self, source: str) -> BreakerState:
        """The state of the worst of the source's hosts."""
        with self.lock:
            states = [one.state for (name, _), one in self.breakers.items() if name == source]
        return max(states, key=FROM_THE_BEST.index, default=BreakerState.CLOSED)

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
