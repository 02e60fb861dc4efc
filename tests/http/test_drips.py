"""A connection that is kept, whose next answer never ends."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest

from mlbcore.errors import FetchError
from mlbcore.pipeline.client import Client

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Dripping(threading.Thread):
    """Takes one connection: answers the first request whole, and drips the headers of the next."""

    def __init__(self) -> None:
        super().__init__()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = httpx2.URL(f"http://127.0.0.1:{self.listener.getsockname()[1]}/")

    def run(self) -> None:
        connection, _ = self.listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(WHOLE)
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            self._drip(connection)

    @staticmethod
    def _drip(connection: socket.socket) -> None:
        for _ in range(100):
            try:
                connection.sendall(b".")
            except OSError:
                return
            time.sleep(0.05)


@pytest.fixture
def dripping() -> Iterator[Dripping]:
    server = Dripping()
    server.start()
    yield server
    server.join()
    server.listener.close()


def test_the_deadline_ends_headers_in_drips_on_a_kept_connection(dripping: Dripping) -> None:
    client = Client(1, 1000)
    try:
        assert client.get(dripping.url, {}).body == b"ok"
        began = time.monotonic()
        with pytest.raises(FetchError, match="no whole answer in 1 s"):
            client.get(dripping.url, {})
        assert time.monotonic() - began < 1.8
    finally:
        client.close()
