"""The migration files: plain SQL, numbered without a gap, each with its checksum."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from attrs import frozen

from mlbcore.errors import MigrationError

CORE = "core"
NAME = re.compile(r"(\d{4})_[a-z0-9_]+")
BESIDE = Path(__file__).parents[1] / "migrations"
CHECKOUT = Path(__file__).parents[2] / "migrations"


@frozen(kw_only=True)
class Migration:
    namespace: str
    id: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256, the same whatever line ends a checkout uses."""
        return hashlib.sha256(self.sql.replace("\r\n", "\n").encode()).hexdigest()


def folder() -> Path:
    """Where the core's migrations are: in an installed wheel beside the package, else above it."""
    return BESIDE if BESIDE.is_dir() else CHECKOUT


def read(path: Path, namespace: str = CORE) -> list[Migration]:
    """The migrations of a folder, in order.

    Raises MigrationError for a name that is no migration's, and for numbers with a gap.
    """
    files = sorted(file for file in path.glob("*.sql") if file.stem.count(".") == 0)
    for number, file in enumerate(files, start=1):
        name = NAME.fullmatch(file.stem)
        if name is None or int(name[1]) != number:
            raise MigrationError(f"{namespace}: {file.name} is not migration {number:04}_words.sql")
    if not files:
        raise MigrationError(f"{namespace}: no migrations in {path}")
    return [
        Migration(namespace=namespace, id=file.stem, sql=file.read_text(encoding="utf-8"))
        for file in files
    ]
