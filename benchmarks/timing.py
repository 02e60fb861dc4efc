"""How long a job takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

T = TypeVar("T")


def timed(job: Callable[[], T], rounds: int) -> tuple[float, T]:
    """The median of the seconds of a job done so many times, and what it gave last."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        result = job()
        times.append(time.perf_counter() - began)
    return median(times), result
