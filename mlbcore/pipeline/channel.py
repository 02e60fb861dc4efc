"""A way to a source: one connection at a time, which ends at the deadline of who asks."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import httpx2

from mlbcore.pipeline.deadline import Deadline

CONNECTED = ("connect_tcp.complete", "start_tls.complete")
AWAITED = "receive_response_headers.started"


class Channel:
    """For one thread at a time; ``transport`` replaces the network.

    The timeout of a read is for each read, so that drips, of headers as of a body, would go on for
    ever. What ends them is that the connection is shut, and of several nobody could say which.
    """

    def __init__(
        self, verify: ssl.SSLContext | bool, transport: httpx2.BaseTransport | None
    ) -> None:
        self.http = httpx2.Client(
            verify=verify,
            transport=transport,
            headers={"Accept-Encoding": "gzip"},
            limits=httpx2.Limits(max_connections=1),
        )
        self.connection: socket.socket | None = None

    @contextmanager
    def asking(
        self, url: httpx2.URL, headers: Mapping[str, str], deadline: Deadline
    ) -> Iterator[httpx2.Response]:
        """The answer to a GET, its body still to be read."""
        timer = threading.Timer(0, self._end)
        timer.daemon = True

        def traced(event: str, info: Mapping[str, Any]) -> None:
            if event.endswith(CONNECTED):
                self.connection = info["return_value"].get_extra_info("socket")
            elif event.endswith(AWAITED) and timer.ident is None:  # a proxy is awaited first
                timer.interval = deadline.left()  # connecting took its part
                timer.start()

        extensions = {"timeout": deadline, "trace": traced}
        try:
            with self.http.stream("GET", url, headers=headers, extensions=extensions) as response:
                yield response
        finally:
            timer.cancel()

    def _end(self) -> None:
        if self.connection is not None:
            with suppress(OSError):  # it was closed meanwhile
                # Of the socket alone: that of TLS belongs to the thread that reads from it.
                socket.socket.shutdown(self.connection, socket.SHUT_RDWR)
