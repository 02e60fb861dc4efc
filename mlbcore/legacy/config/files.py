"""The predecessor's settings, one by one, from TOML, JSON and environment files."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

from mlbcore.errors import ConfigurationError

ASSIGNMENT = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
DEEPEST = 20


@frozen
class OldSetting:
    """``key`` is written with dots, as section.key; a variable of an environment by its name."""

    file: str
    key: str
    value: object


def read_settings_file(path: Path) -> list[OldSetting]:
    """The settings of a file, told by its suffix. Raises ConfigurationError naming what is wrong.

    ``.toml`` and ``.json`` are what they say; any other is lines of NAME=value.
    """
    try:
        text = path.read_text("utf-8-sig")
        if path.suffix.lower() == ".toml":
            found = list(_flat(tomllib.loads(text)))
        elif path.suffix.lower() == ".json":
            found = list(_flat(_object(json.loads(text))))
        else:
            found = list(_assignments(text))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, RecursionError) as error:
        # A reader's message may quote the file, and with it a secret: its place is enough.
        raise ConfigurationError(f"{path} cannot be read: {_place(error)}") from None
    return [OldSetting(path.name, key, value) for key, value in found]


def _object(document: object) -> Mapping[str, object]:
    if not isinstance(document, dict):
        raise TypeError
    return document


def _flat(
    section: Mapping[str, object], path: str = "", depth: int = 0
) -> Iterator[tuple[str, object]]:
    """Each setting with its path; an empty section has none."""
    for name, value in section.items():
        key = f"{path}{name}"
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _flat(value, f"{key}.", depth + 1)
        else:
            yield key, value


def _assignments(text: str) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        found = ASSIGNMENT.fullmatch(stripped)
        if found is None:
            raise ValueError(f"line {number}")
        yield found[1].upper(), _unquoted(found[2].strip())


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value.partition(" #")[0].rstrip()


def _place(error: Exception) -> str:
    found = re.search(r"line \d+(,? column \d+)?", str(error))
    return found[0] if found else "it is not of that form"
