"""The disk of a server on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path

from attrs import frozen
from psycopg import Connection

# A server that cannot make its next piece of log, of 16 MB, stops.
LEAST = 32_000_000


@frozen
class Disk:
    """Bytes of the disk that holds a folder; ``free`` are those that we may take."""

    folder: str
    total: int
    free: int


def data_directory(connection: Connection) -> str | None:
    """Where the server keeps its data; None unless it is on this machine and says so."""
    if not connection.info.host.startswith("/"):
        return None
    row = connection.execute(
        "SELECT current_setting('data_directory')"
        " WHERE pg_has_role('pg_read_all_settings', 'USAGE')"
    ).fetchone()
    return row[0] if row else None


def disk_of(folder: str | Path | None) -> Disk | None:
    """The disk that holds a folder; None where that cannot be told."""
    if folder is None:
        return None
    try:
        usage = shutil.disk_usage(folder)
    except OSError:  # another user's, or in a container of its own
        return None
    return Disk(str(folder), usage.total, usage.free)


def free_disk(folder: str | None) -> int | None:
    """The bytes that are free there; None where that cannot be told."""
    disk = disk_of(folder)
    return disk.free if disk else None
