"""A file of all settings, written from their classes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from mlbcore.settings.options import Option
from mlbcore.settings.schema import Schema

HEAD = """\
# Settings of mlbcore. A line that begins with # and no space is a setting at its default: take the
# # away to change it. Variables of the environment, such as {variable}, win over this file.
"""


def template(schema: Schema) -> str:
    """TOML that says of every setting what it is, its range and its default, and sets none."""
    sections = (_section(section, schema) for section in schema.classes)
    return "\n".join([HEAD.format(variable=_example(schema).variable), *sections])


def _section(section: str, schema: Schema) -> str:
    lines = (line for option in schema.of(section).values() for line in _lines(option))
    return "\n".join([f"[{section}]", *lines, ""])


def _lines(option: Option) -> Iterator[str]:
    yield f"# {option.meaning} ({option.range})"
    yield f"#{option.name} = {toml(option.default)}".rstrip()


def toml(value: object) -> str:
    """A value as TOML has it; nothing for None, which TOML has not."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {toml(item)}' for key, item in value.items())} }}"
    if isinstance(value, bool | int | float | Decimal):
        return str(value).lower()
    # What JSON escapes in a printable text, TOML escapes in the same way.
    return json.dumps(str(value), ensure_ascii=False)


def _example(schema: Schema) -> Option:
    return next(option for option in schema.options.values() if not option.secret)
