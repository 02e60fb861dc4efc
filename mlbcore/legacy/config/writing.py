"""The new settings file: TOML with a comment at each value, and at the end what has no place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import tomli_w

from mlbcore.legacy.config.moving import Fate, SettingMove, SettingsMigration

HEAD = "# Written by `mlbcore config migrate`. What has no place here stands at the end."
NO_PLACE = "# No place here:"


def as_toml(migration: SettingsMigration) -> str:
    """The file's text; every line of a comment is one, whatever the old files hold."""
    origins = defaultdict[str, list[SettingMove]](list)
    for move in migration.moves:
        origins[move.new_key or ""].append(move)
    lines = [HEAD, *_sections(migration.values, origins)]
    if placeless := origins.get(""):
        lines += ["", NO_PLACE, *(_comment(move) for move in placeless)]
    return "\n".join(lines) + "\n"


def _sections(values: dict[str, object], origins: dict[str, list[SettingMove]]) -> Iterator[str]:
    sections = defaultdict[str, list[str]](list)
    for key in sorted(values):
        sections[key.rpartition(".")[0]].append(key)
    for section, keys in sorted(sections.items()):
        yield f"\n[{section}]"
        for key in keys:
            yield from _setting(key, values[key], origins[key])


def _setting(key: str, value: object, origins: Iterable[SettingMove]) -> Iterator[str]:
    yield from map(_comment, origins)
    yield tomli_w.dumps({key.rpartition(".")[2]: value}).rstrip()


def _comment(move: SettingMove) -> str:
    fate = "" if move.fate is Fate.MOVED else f" ({move.fate})"
    note = f": {move.note}" if move.note else ""
    said = f"# {move.file}: {move.old_key} = {move.old_value}{fate}{note}"
    return "".join(char if char.isprintable() else "?" for char in said)
