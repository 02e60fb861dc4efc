"""A circuit breaker: what is known to be down is not waited for again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from threading import Lock


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class Breaker:
    """Closed until ``failures`` in a row; then open, and after ``pause`` seconds half-open.

    Half-open lets one caller through to try. A success closes it; a failure opens it anew; and of
    one who never says, another takes the place a pause later. Safe to use from several threads.
    """

    def __init__(
        self, failures: int, pause: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.failures = failures
        self.pause = pause
        self.clock = clock
        self.state = BreakerState.CLOSED
        self._failed = 0
        self._since = 0.0  # when it was opened, or the last one was let through to try
        self._lock = Lock()

    def _is_closed(self) -> bool:
        return self.state is BreakerState.CLOSED

    def allows(self) -> bool:
        """Whether to try now; asked once before each try."""
        if self._is_closed():
            return True
        with self._lock:
            if self._is_closed():
                return True
            if self.clock() - self._since < self.pause:
                return False
            self._turn(BreakerState.HALF_OPEN)
            return True

    def rest(self) -> float:
        """Seconds until the next is let through to try; 0 while all are."""
        return 0.0 if self._is_closed() else max(0.0, self._since + self.pause - self.clock())

    def succeeded(self) -> None:
        if self._failed == 0:
            return
        with self._lock:
            self.state = BreakerState.CLOSED
            self._failed = 0

    def failed(self) -> bool:
        """Count a failure; gives whether it is open by this one.

        While open it changes nothing: the pause has its end already.
        """
        with self._lock:
            self._failed += 1
            tried = self.state is BreakerState.HALF_OPEN
            opens = tried or (self.state is BreakerState.CLOSED and self._failed >= self.failures)
            if opens:
                self._turn(BreakerState.OPEN)
            return opens

    def _turn(self, state: BreakerState) -> None:
        self.state = state
        self._since = self.clock()
