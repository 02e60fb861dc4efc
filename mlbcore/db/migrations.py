"""The migration files: plain SQL, numbered without a gap, each with its way back and its proof."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from attrs import frozen

from mlbcore.db import lexer
from mlbcore.errors import MigrationError

CORE = "core"
NAME = re.compile(r"(\d{4})_[a-z0-9_]+")
KINDS = ("", ".down", ".verify")
BESIDE = Path(__file__).parents[1] / "migrations"
CHECKOUT = Path(__file__).parents[2] / "migrations"


@frozen(kw_only=True)
class Migration:
    """One step of a namespace: what applies it, what takes it back, what proves it is there."""

    namespace: str
    id: str
    sql: str
    down: str | None = None
    verify: str | None = None

    @property
    def name(self) -> str:
        return f"{self.namespace}/{self.id}"

    @property
    def checksum(self) -> str:
        """SHA-256 of what applies it, the same whatever line ends a checkout uses.

        The other two files may be mended later: what they did to no database can differ.
        """
        return hashlib.sha256(self.sql.replace("\r\n", "\n").encode()).hexdigest()

    @property
    def depends(self) -> tuple[str, ...]:
        """The names of migrations of other namespaces that come first."""
        return lexer.dependencies(self.sql)


def folder() -> Path:
    """Where the core's migrations are: in an installed wheel beside the package, else above it."""
    return BESIDE if BESIDE.is_dir() else CHECKOUT


def read(path: Path, namespace: str = CORE) -> list[Migration]:
    """The migrations of a folder, in order.

    Raises MigrationError for a name that is no migration's, for numbers with a gap, and for a file
    that ends its own transaction or cannot run outside one.
    """
    files = {file.stem: file for file in path.glob("*.sql")}
    ids = sorted(stem for stem in files if "." not in stem)
    for number, stem in enumerate(ids, start=1):
        name = NAME.fullmatch(stem)
        if name is None or int(name[1]) != number:
            raise MigrationError(f"{namespace}: {stem}.sql is not migration {number:04}_words.sql")
    if strange := sorted(files.keys() - {stem + kind for stem in ids for kind in KINDS}):
        raise MigrationError(f"{namespace}: {strange[0]}.sql belongs to no migration")
    if not ids:
        raise MigrationError(f"{namespace}: no migrations in {path}")
    return [
        Migration(
            namespace=namespace,
            id=stem,
            sql=_script(files[stem], namespace),
            down=_script(files[stem + ".down"], namespace) if stem + ".down" in files else None,
            verify=_verify_script(files.get(stem + ".verify"), namespace),
        )
        for stem in ids
    ]


def draft(path: Path, words: str) -> list[Path]:
    """Begin the next migration of a folder: its three files, for somebody to fill.

    Raises MigrationError for words that make no name, and for a folder that cannot be read.
    """
    number = len(read(path)) + 1 if any(path.glob("*.sql")) else 1
    stem = f"{number:04}_{words}"
    if NAME.fullmatch(stem) is None:
        raise MigrationError(f"{words!r} is not a name of small letters, digits and underscores")
    path.mkdir(parents=True, exist_ok=True)
    files = [path / f"{stem}{kind}.sql" for kind in KINDS]
    told = ("What changes, and why.", "Takes it back.", "Fails unless it is there.")
    for file, remark in zip(files, told, strict=True):
        with file.open("x", encoding="utf-8") as out:
            out.write(f"-- {remark}\n")
    return files


def _verify_script(file: Path | None, namespace: str) -> str | None:
    if file is None:
        return None
    text = _script(file, namespace)
    if not lexer.is_transactional(text):
        raise MigrationError(f"{namespace}: {file.name} is always rolled back, so it needs one")
    return text


def _script(file: Path, namespace: str) -> str:
    name = f"{namespace}: {file.name}"
    try:
        text = file.read_bytes().decode().replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise MigrationError(f"{name} cannot be read: {error}") from error
    if not lexer.statements(text):
        raise MigrationError(f"{name} has no statement")
    if word := lexer.transaction_control(text):
        raise MigrationError(f"{name} has its own {word}: each file is one transaction already")
    if lexer.asks_client(text):
        raise MigrationError(f"{name} has a COPY from or to the client, which has no rows for it")
    if not lexer.is_transactional(text):
        _check_alone(name, text)
    return text


def _check_alone(name: str, text: str) -> None:
    if len(lexer.statements(text)) > 1:
        raise MigrationError(f"{name} runs in no transaction, so it must be one statement")
    named = lexer.index_named(text)
    if named and named[0].upper() == "ON":
        raise MigrationError(f"{name} must name its index: repair finds it by its name")
