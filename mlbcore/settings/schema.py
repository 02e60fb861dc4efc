"""All settings there are: those of mlbcore's sections, and those of each source's plugin."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import fields, frozen, has

from mlbcore.settings.installed import installed
from mlbcore.settings.options import PREFIX, Option, options_of
from mlbcore.settings.sections import Settings, SourceSettings

SOURCES = "sources"

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
        within = f"{SOURCES}."
        sources = {
            section.removeprefix(within): made.pop(section)
            for section in list(made)
            if section.startswith(within)
        }
        return Settings(**made, sources=sources)


def schema_of(classes: Classes) -> Schema:
    """With the sections of all installed plugins; ``classes`` are those of the loaded ones."""
    there = installed()
    sources = {name: classes.get(name, SourceSettings) for name in there | classes.keys()}
    sections: dict[str, type] = {
        one.name: type(one.default) for one in fields(Settings) if has(type(one.default))
    }
    sections |= {f"{SOURCES}.{name}": sources[name] for name in sorted(sources)}
    options: dict[str, Option] = {}
    for section, cls in sections.items():
        options |= options_of(cls, section, _prefix(section))
    return Schema(
        classes=sections,
        options=options,
        partly_known=frozenset(f"{SOURCES}.{name}" for name in there - classes.keys()),
    )


def _prefix(section: str) -> str:
    """A source's variables do without ``sources``: MLBCORE_MLB_BASE_URL."""
    return f"{PREFIX}{section.rpartition('.')[2].upper().replace('-', '_')}_"
