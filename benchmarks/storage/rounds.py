"""Times taken in turn: what is compared is compared within a round, and the median counts."""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from statistics import median

from attrs import frozen

from benchmarks.goals import Job

Side = Callable[[], float]  # does its work once; gives the seconds it took


@frozen
class Rounds:
    """The seconds of each side, round by round."""

    seconds: Mapping[str, list[float]]

    def ratio(self, side: str, other: str) -> float:
        """How many times as long as the other a side takes."""
        pairs = zip(self.seconds[side], self.seconds[other], strict=True)
        return median(mine / theirs for mine, theirs in pairs)


def in_turn(sides: Mapping[str, Side], rounds: int) -> Rounds:
    """Each side measures itself once a round, in an order that turns and is turned round."""
    seconds = defaultdict(list)
    names = list(sides)
    for turn in range(rounds):
        first = turn // 2 % len(names)
        order = names[first:] + names[:first]
        for name in reversed(order) if turn % 2 else order:
            seconds[name].append(sides[name]())
    return Rounds(seconds)


def seconds_of(job: Job, times: int = 1) -> float:
    """What the job takes once. What lives already is no business of the collector meanwhile."""
    gc.collect()
    gc.freeze()
    started = time.perf_counter()
    for _ in range(times):
        job()
    return (time.perf_counter() - started) / times
