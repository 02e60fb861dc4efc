"""What is heard, and from when on something is slow: one look decides whether a line is made."""

from __future__ import annotations

from math import inf

from attrs import define

LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
SILENCE = 100
FAST, VERY_SLOW = 0.1, 5.0  # as shares of what is slow


@define
class State:
    """``least`` is the lowest level that anybody hears: none before the log is configured.

    Seconds: what takes ``slow`` is slow, and of what takes ``heard_from`` somebody hears. Without
    ``timing`` what is slow is told no louder.
    """

    least: int = SILENCE
    slow: float = 1.0
    heard_from: float = inf
    timing: bool = True

    def listen(self, least: int, slow: float, *, timing: bool = True) -> None:
        self.least = least
        self.slow = slow
        self.timing = timing
        shares = {"DEBUG": 0.0}
        if timing:
            shares |= {"INFO": 1.0, "WARNING": VERY_SLOW}
        heard = [share for level, share in shares.items() if LEVELS[level] >= least]
        self.heard_from = min(heard, default=inf) * slow


STATE = State()


def hears(level: str) -> bool:
    """Whether anybody hears what is told at this level."""
    return LEVELS[level] >= STATE.least


def hears_of(seconds: float) -> bool:
    """Whether anybody hears of what took so long: asked before an event is made of it."""
    return seconds >= STATE.heard_from
