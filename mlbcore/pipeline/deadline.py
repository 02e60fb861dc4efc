"""The time that one attempt has, however slowly its answer comes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress

import httpx2

from mlbcore.pipeline.unpacking import unpacked

SHORTEST = 0.001  # a timeout of nothing at all would mean not to wait for anything
SOON = 0.1  # a body that is whole by then, nearly each, costs no timer


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

    def reading(self, response: httpx2.Response) -> Generator[bytes]:
        """The body of an answer in pieces; its connection ends at the deadline.

        The client asks for the timeout only once a body, before it reads any of it.
        """
        began, timer = time.monotonic(), None
        try:
            for chunk in unpacked(response):
                yield chunk
                if timer is None and time.monotonic() - began > SOON:
                    timer = self._timer(response)
        finally:
            if timer is not None:
                timer.cancel()

    def _timer(self, response: httpx2.Response) -> threading.Timer:
        connection = response.extensions["network_stream"].get_extra_info("socket")
        timer = threading.Timer(self.left(), _shut, (connection,))
        timer.daemon = True
        timer.start()
        return timer


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # it was closed meanwhile
        connection.shutdown(socket.SHUT_RDWR)
