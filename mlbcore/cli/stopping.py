"""What a signal does to a command that works: the part in hand is finished, and no more begun."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from mlbcore.errors import ExitCode

GRACE = 10


class Stopping:
    """Whether a signal has asked to stop, and the exit code that says so."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.exit_code = ExitCode.DONE

    def __call__(self) -> bool:
        return self.asked.is_set()

    def wait(self, seconds: float) -> None:
        self.asked.wait(seconds)

    def heed(self, number: int, frame: FrameType | None) -> None:
        """The first signal asks; a second one, or the end of the grace, breaks off."""
        del frame
        if self() or number == signal.SIGALRM:
            raise KeyboardInterrupt
        self.exit_code = ExitCode(128 + number)
        self.asked.set()
        signal.alarm(GRACE)


@contextmanager
def stopping() -> Iterator[Stopping]:
    """Let Ctrl-C and SIGTERM ask the work inside to stop.

    What is in hand after a grace of some seconds is broken off: its transaction is rolled back.
    """
    asked = Stopping()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
    before = {number: signal.signal(number, asked.heed) for number in numbers}
    try:
        yield asked
    except KeyboardInterrupt:
        asked.exit_code = asked.exit_code or ExitCode.INTERRUPTED
    finally:
        signal.alarm(0)
        for number, handler in before.items():
            signal.signal(number, handler)
