"""The predecessor's settings, one by one, from TOML, JSON and environment files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from mlbcore.errors import ConfigurationError
from mlbcore.settings.faults import Fault, spelled_key
from mlbcore.settings.file import tables

ASSIGNMENT = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
DEEPEST = 20


@frozen
class OldSetting:
    """``key`` is written with dots, as section.key; a variable of an environment by its name."""

    file: str
    key: str
    value: object


class FormError(ValueError):
    """A file is not of its form: its text, which quotes nothing but a key, says where or why."""


def read_settings_file(path: Path) -> list[OldSetting]:
    """The settings of a file, told by its suffix. Raises ConfigurationError naming what is wrong.

    ``.toml`` and ``.json`` are what they say; any other is lines of NAME=value.
    """
    try:
        found = list(_settings(path))
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        # The message of another's error may quote the file, and with it a secret.
        raise ConfigurationError(f"{path}: {_reason(error)}") from None
    return [OldSetting(path.name, key, value) for key, value in found]


def _settings(path: Path) -> Iterator[tuple[str, object]]:
    kind = path.suffix.lower()
    if kind == ".toml":
        return _flat(_toml(path))
    text = path.read_text("utf-8-sig")
    return _flat(_json(text)) if kind == ".json" else _assignments(text)


def _toml(path: Path) -> Mapping[str, object]:
    found = tables(path)
    if isinstance(found, Fault):
        raise FormError(found.reason)
    return found


def _json(text: str) -> Mapping[str, object]:
    document = json.loads(text, object_pairs_hook=_once)
    if not isinstance(document, dict):
        raise FormError("is no JSON object")
    return document


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """An object, of which JSON lets a key stand twice."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise FormError(f"says {spelled_key(key)} twice in one object")
        found[key] = value
    return found


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
            raise FormError(f"is not NAME=value at line {number}")
        yield found[1].upper(), _unquoted(found[2].strip())


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value.partition(" #")[0].rstrip()


def _reason(error: ValueError | RecursionError) -> str:
    if isinstance(error, FormError):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return f"is not UTF-8 at byte {error.start}"
    if isinstance(error, json.JSONDecodeError):
        words = error.msg.rstrip(": ")
        return f"is not JSON: {words} (at line {error.lineno}, column {error.colno})"
    if isinstance(error, RecursionError):
        return "is nested too deep"
    return "has a number of more digits than can be read"
