"""All settings there are: those of mlbcore's sections, and those of each source's plugin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import AttrsInstance, fields, frozen, has

from mlbcore.settings.installed import installed
from mlbcore.settings.options import PREFIX, Option, options_of
from mlbcore.settings.rules import DetectorRules
from mlbcore.settings.sections import Settings, SourceSettings

DETECTORS, SOURCES = "detectors", "sources"

UNDERSCORED = str.maketrans("-.", "__")

Classes = Mapping[str, type[SourceSettings]]


@frozen(kw_only=True)
class Schema:
    """``classes`` are those of the sections by name, such as ``database`` and ``sources.mlb``.

    ``partly_known`` are the sections of sources whose plugin is installed and not loaded.
    """

    classes: Mapping[str, type]
    options: Mapping[str, Option]
    partly_known: frozenset[str]

    def of(self, section: str) -> dict[str, Option]:
        return {
            key: option for key, option in self.options.items() if key.rpartition(".")[0] == section
        }

    def made(self, values: Mapping[str, object]) -> Settings:
        """The settings of these values, which are by key."""
        made = {
            section: cls(**{option.name: values[key] for key, option in self.of(section).items()})
            for section, cls in self.classes.items()
        }
        sources = _taken_out(made, f"{SOURCES}.")
        detectors = DetectorRules(**_taken_out(made, f"{DETECTORS}."))
        return Settings(**made, detectors=detectors, sources=sources)


def schema_of(classes: Classes) -> Schema:
    """With the sections of all installed plugins; ``classes`` are those of the loaded ones."""
    there = installed()
    sources = {name: classes.get(name, SourceSettings) for name in there | classes.keys()}
    sections = _sections(Settings) | {
        f"{SOURCES}.{name}": sources[name] for name in sorted(sources)
    }
    options: dict[str, Option] = {}
    for section, cls in sections.items():
        options |= options_of(cls, section, _prefix(section))
    return Schema(
        classes=sections,
        options=options,
        partly_known=frozenset(f"{SOURCES}.{name}" for name in there - classes.keys()),
    )


def _sections(cls: type[AttrsInstance], within: str = "") -> dict[str, type]:
    """The classes of the sections that a class has for fields, or that these have, by name."""
    found: dict[str, type] = {}
    for one in fields(cls):
        kind, name = type(one.default), f"{within}{one.name}"
        if has(kind):
            found |= _sections(kind, f"{name}.") or {name: kind}
    return found


def _taken_out(made: dict[str, Any], within: str) -> dict[str, Any]:
    """What is made of the sections within another, by the rest of their names."""
    names = [section for section in made if section.startswith(within)]
    return {section.removeprefix(within): made.pop(section) for section in names}


def _prefix(section: str) -> str:
    """A source's variables do without ``sources``: MLBCORE_MLB_BASE_URL."""
    name = section.removeprefix(f"{SOURCES}.")
    return f"{PREFIX}{name.upper().translate(UNDERSCORED)}_"
