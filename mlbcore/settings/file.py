"""The file of settings: where it is looked for, and what it holds."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from platformdirs import user_config_path, user_data_path

from mlbcore.settings.faults import Fault, spelled_key
from mlbcore.settings.options import PREFIX

CONFIG_VARIABLE = f"{PREFIX}CONFIG"
HOME_VARIABLE = f"{PREFIX}HOME"
NAME = "mlbcore.toml"
LARGEST = 100_000
TWICE = re.compile(r"Cannot declare (\(.*\)) twice")
# More than the one character of ours that it says is missing.
QUOTED = re.compile(r"\(['\"]|(?<!'.)'(?!.')|\"")
AT = re.compile(r"\(at [^()]*\)$")


def home() -> Path:
    """Where the embedded server keeps its data: MLBCORE_HOME, or the user's data folder."""
    chosen = os.environ.get(HOME_VARIABLE)
    return _expanded(chosen) if chosen else user_data_path("mlbcore")


def settings_path() -> Path:
    """The file of MLBCORE_CONFIG, which must be there.

    Else mlbcore.toml in MLBCORE_HOME or, without that, the user's config folder, if it is there.
    """
    if chosen := os.environ.get(CONFIG_VARIABLE):
        return _expanded(chosen)
    return (home() if os.environ.get(HOME_VARIABLE) else user_config_path("mlbcore")) / NAME


def settings_file() -> Path | None:
    """The file that is to be read."""
    path = settings_path()
    return path if os.environ.get(CONFIG_VARIABLE) or is_there(path) else None


def is_there(path: Path) -> bool:
    """Whether it is a file, or nobody can know: who reads it is told why."""
    try:
        return path.is_file()
    except OSError:
        return True


def obstacle(folder: Path) -> str:
    """Why a folder can be neither written nor made, if so: it is tried, and nothing is left."""
    try:
        there = next(one for one in (folder, *folder.parents) if one.exists())
        with TemporaryDirectory(dir=there):
            return ""
    except OSError as error:
        return error.strerror or type(error).__name__


def tables(path: Path) -> dict[str, Any] | Fault:
    """What a TOML file holds, or why it cannot be read: then none of its text is told."""
    try:
        with path.open("rb") as file:
            held = file.read(LARGEST + 1)
        if len(held) <= LARGEST:
            return tomllib.loads(held.decode("utf-8-sig"))
        reason = f"is larger than {LARGEST:,} bytes"
    except OSError as error:
        reason = error.strerror or "cannot be opened"
    except (ValueError, RecursionError) as error:
        reason = _unreadable(error)
    return Fault(where=str(path), key="", value="", reason=reason)


def _unreadable(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"is not UTF-8 at byte {error.start}"
    if isinstance(error, tomllib.TOMLDecodeError):
        return f"is not TOML: {_without_text(str(error))}"
    if isinstance(error, RecursionError):
        return "is nested too deep"
    return "has a number of more digits than can be read"


def _expanded(path: str) -> Path:
    return Path(os.path.expanduser(path))  # noqa: PTH111  (a ~nobody stays as it is)


def _without_text(message: str) -> str:
    """What tomllib says, without what it quotes: that may be a part of a secret.

    Of a table that is there twice the key is told, as keys are.
    """
    place = AT.search(message)
    if twice := TWICE.match(message):
        words = f"{spelled_key('.'.join(ast.literal_eval(twice[1])))} is declared twice"
    else:
        words = QUOTED.split(AT.sub("", message), maxsplit=1)[0]
    return f"{words.strip()} {place.group() if place else ''}".strip()
