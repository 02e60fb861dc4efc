"""What the file, the environment and flags give, and what of it no setting takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from mlbcore.masking import MASK
from mlbcore.settings.faults import Fault, nearest, spelled_key, suggestion
from mlbcore.settings.file import CONFIG_VARIABLE, HOME_VARIABLE, tables
from mlbcore.settings.options import PREFIX, Option
from mlbcore.settings.schema import DETECTORS, SOURCES, Schema
from mlbcore.settings.secrets import told
from mlbcore.settings.values import from_text, from_toml
from mlbcore.wanted import PLUGINS_VARIABLE

NO_SETTINGS = (CONFIG_VARIABLE, HOME_VARIABLE, PLUGINS_VARIABLE)
TEST_PREFIX = f"{PREFIX}TEST_"
FLAG = "--set"
NO_FLAG = "is not KEY=VALUE, such as scraping.retries=1"
# Broader than the names of masking: what stands under a wrong key may be anything.
SECRETIVE = re.compile(r"(?i)pass|pwd|secret|token|key|auth|cred|dsn|ur[il]|cookie")


@frozen(kw_only=True)
class Given:
    """What somebody gave for an option, and how it is read."""

    where: str
    option: Option
    value: Any
    reading: Callable[[Option, Any], object]

    def read(self) -> object | Fault:
        try:
            return self.reading(self.option, self.value)
        except (ValueError, OverflowError) as error:
            return Fault(
                where=self.where,
                key=self.option.key,
                value=MASK if self.option.secret else told(self.value),
                reason=str(error),
            )


def of_file(file: Path, schema: Schema) -> Iterator[Given | Fault]:
    held = tables(file)
    if isinstance(held, Fault):
        yield held
        return
    where = str(file)
    for section, values in held.items():
        if section not in (DETECTORS, SOURCES):
            yield from _of_named(where, section, values, schema)
        elif not isinstance(values, dict):
            yield _no_table(where, section)
        else:
            of_part = _of_source if section == SOURCES else _of_named
            for name, part in values.items():
                yield from of_part(where, f"{section}.{name}", part, schema)


def of_variables(variables: Mapping[str, str], schema: Schema) -> Iterator[Given | Fault]:
    """Another version, or program, may have variables of its own: what nobody reads is harmless."""
    by_variable = {option.variable: option for option in reversed(list(schema.options.values()))}
    for name, text in sorted(variables.items()):
        if option := by_variable.get(name):
            yield Given(where=name, option=option, value=text, reading=from_text)
        elif name.startswith(PREFIX) and not (name in NO_SETTINGS or name.startswith(TEST_PREFIX)):
            yield Fault(
                where=spelled_key(name),
                key="",
                value="",
                reason=f"is no setting{suggestion(name, [*by_variable, *NO_SETTINGS])}",
                harmless=True,
            )


def of_flags(flags: Sequence[str], schema: Schema) -> Iterator[Given | Fault]:
    for flag in flags:
        key, equals, text = flag.partition("=")
        if not equals:
            yield Fault(where=FLAG, key=spelled_key(flag), value="", reason=NO_FLAG)
        elif option := schema.options.get(key):
            yield Given(where=FLAG, option=option, value=text, reading=from_text)
        else:
            yield _no_setting(FLAG, key, text, schema)


def _of_named(where: str, section: str, values: object, schema: Schema) -> Iterator[Given | Fault]:
    if section in schema.classes:
        yield from _of_section(where, section, values, schema)
    else:
        yield _no_section(where, section, values, schema)


def _of_source(where: str, section: str, values: object, schema: Schema) -> Iterator[Given | Fault]:
    """One whose plugin was removed stops nobody."""
    if section in schema.classes:
        yield from _of_section(where, section, values, schema)
        return
    near = suggestion(section.partition(".")[2], _within(SOURCES, schema.classes))
    yield Fault(
        where=where,
        key=spelled_key(section),
        value="",
        reason=f"is of no plugin that is installed{near}",
        harmless=True,
    )


def _of_section(
    where: str, section: str, values: object, schema: Schema
) -> Iterator[Given | Fault]:
    if not isinstance(values, dict):
        yield _no_table(where, section)
        return
    for name, value in values.items():
        key = f"{section}.{name}"
        if option := schema.options.get(key):
            yield Given(where=where, option=option, value=value, reading=from_toml)
        elif section not in schema.partly_known:
            yield _no_setting(where, key, value, schema)


def _no_setting(where: str, key: str, value: object, schema: Schema) -> Fault:
    section, _, name = key.rpartition(".")
    siblings = {option.name: option for option in schema.of(section).values()}
    near = siblings.get(nearest(name, siblings) or "")
    return Fault(
        where=where,
        key=spelled_key(key),
        value=told(value) if _tellable(name, value, near) else MASK,
        reason=f"is no setting; did you mean {near.key}?" if near else "is no setting",
    )


def _tellable(name: str, value: object, near: Option | None) -> bool:
    """Whether what is under a wrong name is no secret, as far as anybody can know."""
    if SECRETIVE.search(name):
        return False
    return not near.secret if near else not isinstance(value, str)


def _no_section(where: str, section: str, value: object, schema: Schema) -> Fault:
    group, _, name = section.rpartition(".")
    known = _within(group, [*schema.classes, DETECTORS, SOURCES])
    return Fault(
        where=where,
        key=spelled_key(section),
        value=told(value) if isinstance(value, dict) else MASK,
        reason=f"is no section{suggestion(name, known, section.removesuffix(name))}",
    )


def _within(group: str, sections: Iterable[str]) -> list[str]:
    """The names, within it, of the sections of a group such as ``sources``; of none, the others."""
    parts = (section.rpartition(".") for section in sections)
    return [name for before, _, name in parts if before == group]


def _no_table(where: str, section: str) -> Fault:
    return Fault(
        where=where,
        key=spelled_key(section),
        value=MASK,
        reason=f"is not a table: what is set stands below [{section}]",
    )
