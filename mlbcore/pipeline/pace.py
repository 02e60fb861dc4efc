"""How often each source may be asked."""

from __future__ import annotations

import threading

from pyrate_limiter import Limiter, Rate

SECOND = 1000  # milliseconds
UNLIMITED = 10_000


class Pace:
    """One limit for each source and host together: several sources may stand behind one host."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.limiters: dict[tuple[str, str, float], Limiter] = {}

    def wait(self, source: str, host: str, per_second: float) -> None:
        """Return when the source may be asked once more."""
        if per_second >= UNLIMITED:
            return
        with self.lock:
            limiter = self.limiters.setdefault((source, host, per_second), _limiter(per_second))
        limiter.try_acquire(source)


def _limiter(per_second: float) -> Limiter:
    if per_second <= 1:
        return Limiter(Rate(1, round(SECOND / per_second)))
    return Limiter(Rate(round(per_second), SECOND))
