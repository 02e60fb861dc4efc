"""What is counted of the requests to each source."""

from __future__ import annotations

import threading

from attrs import evolve

from mlbcore.db.units import Traffic


class TrafficCount:
    """Adds up by source; safe to use from several threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sums: dict[str, Traffic] = {}

    def add(self, more: Traffic) -> None:
        with self.lock:
            before = self.sums.get(more.source, Traffic(source=more.source))
            self.sums[more.source] = evolve(
                before,
                requests=before.requests + more.requests,
                retries=before.retries + more.retries,
                waited=before.waited + more.waited,
                openings=before.openings + more.openings,
            )

    def drain(self) -> list[Traffic]:
        """What was added since the last time."""
        with self.lock:
            sums, self.sums = self.sums, {}
        return list(sums.values())
