"""A backup: the whole schema in one file, as pg_dump writes it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from tempfile import mkstemp

import psycopg
from attrs import evolve, frozen

from mlbcore.db.faults import translated
from mlbcore.db.programs import fault, handed, newest, program
from mlbcore.errors import DatabaseError, SchemaError

# An entry of pg_restore's list: number, catalogue, object, kind, schema, name, owner.
ENTRY = re.compile(
    r"\d+; \d+ \d+ (TABLE|VIEW|MATERIALIZED VIEW|SEQUENCE|FUNCTION|PROCEDURE|TYPE|DOMAIN)"
    r" (?!DATA |SET |OWNED |ATTACH )(\S+) (\w+)"
)


@frozen(kw_only=True)
class BackupFile:
    """A file of pg_dump's: its size, its schema, the names of the tables and of all objects."""

    path: Path
    bytes: int
    schema: str
    tables: frozenset[str]
    objects: frozenset[str]


def backup(dsn: str, file: Path, *, overwrite: bool = False) -> BackupFile:
    """Write the schema, with all that is in it at one instant, to a file.

    The file appears under its name when it is whole. Raises DatabaseError, also for a file that is
    there already, and SchemaError for a database with nothing of ours in it.
    """
    if file.exists() and not overwrite:
        raise DatabaseError(f"{file} exists already")
    major, schema = _origin(dsn)
    partial = _beside(file)
    try:
        _dump([program("pg_dump", major), f"--schema={_quoted(schema)}"], dsn, partial)
        written = read_backup(partial)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return evolve(written, path=file)


def read_backup(file: Path) -> BackupFile:
    """What a backup holds. Raises DatabaseError for a file that is none."""
    done = subprocess.run(  # noqa: S603
        [newest("pg_restore"), "--list", "--", str(file)], capture_output=True, check=False
    )
    if done.returncode:
        raise DatabaseError(f"{file} is no backup: {fault('pg_restore', done.stderr)}")
    lines = done.stdout.decode(errors="replace").splitlines()
    entries = [match.groups() for line in lines if (match := ENTRY.match(line))]
    homes = {schema for kind, schema, name in entries if (kind, name) == ("TABLE", "migration")}
    if len(homes) != 1:
        raise DatabaseError(f"{file} is no backup of mlbcore: it has no table of migrations")
    return BackupFile(
        path=file,
        bytes=file.stat().st_size,
        schema=homes.pop(),
        tables=frozenset(name for kind, _, name in entries if kind == "TABLE"),
        objects=frozenset(name for _, _, name in entries),
    )


def _origin(dsn: str) -> tuple[int, str]:
    """The server's version and the schema of our tables."""
    with translated(), psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT current_schema() FROM pg_class WHERE oid = to_regclass('migration')"
        ).fetchone()
        version = connection.info.server_version
    if row is None:
        raise SchemaError
    return version // 10000, str(row[0])


def _beside(file: Path) -> Path:
    """A new file in the same folder, which only its owner may read."""
    try:
        number, path = mkstemp(prefix=f".{file.name}.", suffix=".partial", dir=file.parent)
    except OSError as error:
        raise DatabaseError(f"{file} cannot be written: {error.strerror}") from error
    os.close(number)
    return Path(path)


def _dump(command: list[str], dsn: str, file: Path) -> None:
    """Run pg_dump, which ends with us when we are interrupted, and syncs its file to disk."""
    shown, secret = handed(dsn)
    done = subprocess.run(  # noqa: S603
        [*command, "--format=custom", "--no-password", f"--file={file}", f"--dbname={shown}"],
        env=os.environ | secret,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise DatabaseError(f"the backup failed: {fault('pg_dump', done.stderr)}")


def _quoted(name: str) -> str:
    """A name as pg_dump takes it: without quotes it would be a pattern."""
    return '"' + name.replace('"', '""') + '"'
