"""What ``serve`` measures of itself."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector

from mlbcore import __version__

BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Meters:
    """The metrics of this process, in a registry that others may add theirs to."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("mlbcore", "The version that serves.", registry=self.registry).info(
            {"version": __version__}
        )
        self.requests = Counter(
            "mlbcore_http_requests",
            "Requests served, by endpoint and status.",
            ("endpoint", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "mlbcore_http_request_seconds",
            "How long requests took, by endpoint.",
            ("endpoint",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.pages = Counter(
            "mlbcore_pages",
            "Pages of a date given, by whether they were rendered or kept.",
            ("result",),
            registry=self.registry,
        )

    def served(self, endpoint: str, status: int, seconds: float) -> None:
        self.requests.labels(endpoint, str(status)).inc()
        self.seconds.labels(endpoint).observe(seconds)
