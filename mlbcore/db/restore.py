"""A backup brought back, in one transaction: all of it, or nothing is changed.

pg_restore only turns the file into SQL. It is run here, on one connection, so that what it
replaces goes in the same transaction as what comes.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import psycopg
from attrs import frozen
from psycopg.rows import args_row

from mlbcore.db.backup import BackupFile, read_backup
from mlbcore.db.faults import translated
from mlbcore.db.programs import fault, newest
from mlbcore.errors import DatabaseError, MlbcoreError

CHUNK = 1 << 20
COPY = re.compile(rb"COPY .* FROM stdin;\n")
END_OF_COPY = b"\\.\n"
# Commands of psql, a setting that servers before 17 do not know, and our own limit's end.
NOT_TO_BE_RUN = re.compile(rb"\\(un)?restrict |SET (transaction|lock)_timeout = 0;\n")
PRIVILEGES = re.compile(
    rb"^(?:GRANT|REVOKE|ALTER DEFAULT PRIVILEGES|SET SESSION AUTHORIZATION) .*", re.MULTILINE
)
ROLE = re.compile(rb' (?:TO|FROM|FOR ROLE|AUTHORIZATION) (?:"((?:[^"]|"")+)"|(\w+))')


@frozen
class Occupant:
    """Something that is in the database's schema, and how it is dropped with what hangs on it."""

    name: str
    drop: str


@frozen(kw_only=True)
class Restored:
    """What came back; ``lost_roles`` are missing here, and so privileges were not given again."""

    tables: int
    lost_roles: tuple[str, ...]


def occupants(dsn: str) -> list[Occupant]:
    """Relations, routines and types of the database's schema, extensions' own left out."""
    with translated(), psycopg.connect(dsn) as connection:
        return _occupants(connection)


def restore(dsn: str, file: Path, *, alone: bool) -> Restored:
    """Replace what the database's schema holds by what the backup holds.

    ``alone`` says that the database is ours alone: what the backup does not know goes too, where
    it is refused otherwise. Raises DatabaseError; then nothing has been changed.
    """
    backup = read_backup(file)
    with _nothing_changed(file), psycopg.connect(dsn) as connection:
        connection.execute("SET lock_timeout = '30s'")
        _make_room(connection, backup, alone=alone)
        lost = _lost_roles(connection, backup)
        options = ["--no-privileges"] if lost else []
        _run(connection, _script(backup, "--clean", "--if-exists", *options))
    with translated(), psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return Restored(tables=len(backup.tables), lost_roles=tuple(lost))


@contextmanager
def _nothing_changed(file: Path) -> Iterator[None]:
    try:
        with translated():
            yield
    except MlbcoreError as error:
        raise DatabaseError(f"{file} is not restored, nothing was changed: {error}") from error


def _make_room(connection: psycopg.Connection, backup: BackupFile, *, alone: bool) -> None:
    """Drop what is there, or refuse what the backup does not know; it replaces the rest itself."""
    row = connection.execute("SELECT current_schema()").fetchone()
    if row != (backup.schema,):
        raise DatabaseError(
            f"it holds schema {backup.schema}, and the database uses {row and row[0]}"
        )
    here = _occupants(connection)
    if alone:
        for occupant in here:
            connection.execute(occupant.drop.encode())
    elif strange := sorted({occupant.name for occupant in here} - backup.objects):
        raise DatabaseError(
            f"the database has what the backup does not: {', '.join(strange)}. Take the schema"
            " back with `mlbcore migrate down`, or restore into an empty database"
        )


def _occupants(connection: psycopg.Connection) -> list[Occupant]:
    cursor = connection.cursor(row_factory=args_row(Occupant))
    cursor.execute(
        """
        SELECT name, dropping FROM (
            SELECT 'pg_class'::regclass, c.oid, c.relname, format('DROP %s IF EXISTS %s CASCADE',
                CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                    WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,
                format('%I.%I', n.nspname, c.relname))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
                AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                    AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
            UNION ALL
            SELECT 'pg_proc'::regclass, p.oid, p.proname,
                format('DROP ROUTINE IF EXISTS %I.%I(%s) CASCADE', n.nspname, p.proname,
                    pg_get_function_identity_arguments(p.oid))
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = current_schema()
            UNION ALL
            SELECT 'pg_type'::regclass, t.oid, t.typname,
                format('DROP TYPE IF EXISTS %I.%I CASCADE', n.nspname, t.typname)
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE n.nspname = current_schema() AND t.typtype IN ('e', 'd')
        ) found (catalogue, oid, name, dropping)
        WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = found.catalogue
            AND d.objid = found.oid AND d.deptype = 'e')
        ORDER BY name
        """
    )
    return cursor.fetchall()


def _lost_roles(connection: psycopg.Connection, backup: BackupFile) -> list[str]:
    """The roles that the backup gives privileges to, and the server does not know."""
    script = b"".join(_script(backup, "--schema-only"))
    named = {
        (quoted.replace(b'""', b'"') or plain).decode()
        for line in PRIVILEGES.findall(script)
        for quoted, plain in ROLE.findall(line)
    }
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    return sorted(named - known - {"PUBLIC"})


def _script(backup: BackupFile, *options: str) -> Iterator[bytes]:
    """The lines of the backup as SQL. Raises DatabaseError where the file breaks off."""
    command = [newest("pg_restore"), "--no-owner", f"--schema={backup.schema}", *options]
    with TemporaryFile() as said:
        whole = [*command, "--file=-", "--", str(backup.path)]
        with subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=said) as running:  # noqa: S603
            assert running.stdout is not None
            yield from running.stdout
        if running.returncode:
            said.seek(0)
            raise fault("pg_restore", said.read())


def _run(connection: psycopg.Connection, lines: Iterator[bytes]) -> None:
    """Run a script of pg_restore's: statements, and rows between COPY and a line of its own."""
    statements: list[bytes] = []
    for line in lines:
        if COPY.fullmatch(line):
            connection.execute(b"".join(statements))
            statements.clear()
            _copy(connection, line, lines)
        elif not NOT_TO_BE_RUN.match(line):
            statements.append(line)
    connection.execute(b"".join(statements))


def _copy(connection: psycopg.Connection, statement: bytes, lines: Iterator[bytes]) -> None:
    waiting = bytearray()
    with connection.cursor().copy(statement) as copy:
        for line in lines:
            if line == END_OF_COPY:
                copy.write(waiting)
                return
            waiting += line
            if len(waiting) >= CHUNK:
                copy.write(waiting)
                waiting.clear()
        raise DatabaseError("it breaks off within a table")
