"""The time that one attempt has, however slowly its answer comes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

SHORTEST = 0.001  # a timeout of nothing at all would mean not to wait for anything


class Deadline(Mapping[str, float]):
    """What is left of it, as the timeouts of an HTTP request: read anew at each step of it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def __getitem__(self, _: str) -> float:
        return self.left()

    def __iter__(self) -> Iterator[str]:
        return iter(("connect", "read", "write", "pool"))

    def __len__(self) -> int:
        return 4

    def left(self) -> float:
        return max(SHORTEST, self.end - time.monotonic())

    def passed(self) -> bool:
        return time.monotonic() >= self.end
