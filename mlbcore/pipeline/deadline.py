"""The time that one attempt has, however slowly its answer comes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import httpx2

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

    @contextmanager
    def ending(self, response: httpx2.Response) -> Iterator[None]:
        """While an answer's body is read: its connection ends at the deadline.

        The client asks for the timeout only once a body, before it reads any of it.
        """
        stream = response.extensions.get("network_stream")
        if stream is None:
            yield
            return
        timer = threading.Timer(self.left(), _shut, (stream.get_extra_info("socket"),))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # it was closed meanwhile
        connection.shutdown(socket.SHUT_RDWR)
