"""How often each source may be asked."""

from __future__ import annotations

import threading
import time
from math import ceil

from pyrate_limiter import Limiter, Rate

SECOND = 1000  # milliseconds
UNLIMITED = 10_000


class Pace:
    """One limit for each source and host together: several sources may stand behind one host."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.limiters: dict[tuple[str, str, float], Limiter] = {}

    def wait(self, source: str, host: str, per_second: float) -> float:
        """Return when the source may be asked once more; gives the seconds until then."""
        if per_second >= UNLIMITED:
            return 0.0
        began = time.perf_counter()
        with self.lock:
            limiter = self.limiters.setdefault(
                (source, host, per_second), Limiter(rate(per_second))
            )
        limiter.try_acquire(source)
        return time.perf_counter() - began


def rate(per_second: float) -> Rate:
    """So many whole requests in so many milliseconds, and never more than ``per_second``."""
    requests = max(1, int(per_second))
    return Rate(requests, ceil(SECOND * requests / per_second))
