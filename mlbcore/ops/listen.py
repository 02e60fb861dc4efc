"""Listening: one address, a bounded number of threads, and an end."""

from __future__ import annotations

import logging
import socket
import threading
from typing import Self
from wsgiref.types import WSGIApplication

from waitress import create_server, wasyncore

from mlbcore.errors import ConfigurationError

# It would warn of every request that waits for a thread.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)

THREADS = 8
# Seconds after which a connection that sends or takes nothing is closed.
SILENT = 15
# Seconds that what is under way has for its answer at the end: a signal grants ten for all of it.
LEAVE = 8
CONNECTIONS = 200
HEAD, BODY = 16_384, 1_024


class Listener:
    """A context manager: inside, the application is served by threads of its own.

    Slow clients cost a connection, but no thread: one thread reads and writes for all. Raises
    ConfigurationError where the address cannot be had.
    """

    def __init__(self, application: WSGIApplication, host: str, port: int) -> None:
        self.channels: dict[int, wasyncore.dispatcher] = {}
        self.left: dict[int, wasyncore.dispatcher] = {}
        self.socket = _bound(host, port)
        self.server = create_server(
            application,
            map=self.channels,
            sockets=[self.socket],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=SILENT,
            cleanup_interval=SILENT // 3,
            max_request_header_size=HEAD,
            max_request_body_size=BODY,
            asyncore_use_poll=True,
            ident="mlbcore",
        )
        self.thread = threading.Thread(target=self.server.run, name="listener", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """What is under way is answered first; what waits for a thread is not."""
        self.server.task_dispatcher.shutdown(timeout=LEAVE)
        self.server.trigger.pull_trigger(self._leave)
        self.thread.join(SILENT)
        # Not before: the trigger writes after it has said what to do, and that may be done by then.
        wasyncore.close_all(self.left, ignore_all=True)

    def _leave(self) -> None:
        """The loop goes on while there is a channel."""
        self.left = dict(self.channels)
        self.channels.clear()

    @property
    def url(self) -> str:
        host, port = self.socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bound(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        return socket.create_server((str(address[0]), port), family=family)
    except OSError as error:
        raise ConfigurationError(f"cannot listen on {host}, port {port}: {error}") from error
