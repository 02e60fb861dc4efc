"""Writing a file of settings: for its owner alone, and without losing one that was there."""

from __future__ import annotations

import os
from itertools import chain, count
from pathlib import Path
from tempfile import mkstemp

import click

from mlbcore.cli.output import say
from mlbcore.errors import ConfigurationError

STDOUT = Path("-")


def check_place(path: Path, force: bool) -> None:
    """Raises a usage error where what is there is not to be replaced, or is no file."""
    if path == STDOUT or not os.path.lexists(path):
        return
    if not path.is_file():
        raise click.UsageError(f"{path} is no file")
    if not force:
        raise click.UsageError(
            f"{path} is there already: --force replaces it, and keeps what it was"
        )


def write_settings(path: Path, text: str) -> None:
    """Write it when it is whole, to stdout for ``-``; say where the file that was there is kept.

    What it holds may be a password. Raises ConfigurationError where it cannot be written.
    """
    if path == STDOUT:
        click.echo(text.encode(), nl=False)
        return
    try:
        _replace(path.resolve(), text)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from error


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = mkstemp(prefix=f"{path.name}.", dir=path.parent)  # its owner's alone
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
        if path.exists():
            say(f"what {path.name} was is kept as {_kept(path)}")
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _kept(path: Path) -> Path:
    """Move a file to PATH.bak, or else to the first of PATH.bak2, PATH.bak3 that nobody has."""
    places = (path.with_name(f"{path.name}.bak{number}") for number in chain([""], count(2)))
    return path.replace(next(filter(_claimed, places)))


def _claimed(place: Path) -> bool:
    """Take a name before another process does."""
    try:
        place.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return False
    return True
