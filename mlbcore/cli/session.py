"""What a command works with: settings, plugins, and the database it opens.

All of it is loaded when a command works, and not for its help.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import evolve

from mlbcore.cli.output import say
from mlbcore.collecting import Collector, FileCollector
from mlbcore.errors import ConfigurationError
from mlbcore.wanted import plugins_wanted

if TYPE_CHECKING:
    from mlbcore.db.pool import Database
    from mlbcore.plugins import Plugins
    from mlbcore.settings import Settings, Survey


def survey_settings(file: Path | None, variables: Mapping[str, str]) -> Survey:
    """All there is to say of a file and variables, with the flags of the command line.

    What stops nothing is said on stderr.
    """
    from mlbcore import settings
    from mlbcore.plugins import discover

    classes = discover(plugins_wanted(), frozenset({"mlbcore_settings"})).settings
    flags = click.get_current_context().find_root().params["flags"]
    reading = settings.survey(file, variables, classes=classes, flags=flags)
    for fault in reading.harmless:
        say(f"mlbcore: {fault}")
    return reading


def read_settings() -> Settings:
    """The settings in force; from here on events are logged as they say."""
    from mlbcore import log, settings

    found = survey_settings(settings.settings_file(), os.environ).sound()
    log.configure(found.logging, timing=found.features.timing)
    return found


def settings_with(feature: str) -> Settings:
    """As ``read_settings``. Raises ConfigurationError where the feature is switched off."""
    found = read_settings()
    if not getattr(found.features, feature):
        raise ConfigurationError(f"features.{feature} is off")
    return found


@contextmanager
def database(found: Settings) -> Iterator[Database]:
    """The database with the schema this version needs; what is migrated is said on stderr."""
    from mlbcore.db.opening import opened

    with opened(found, say) as one:
        yield one


def load_plugins(given: Settings | None = None) -> Plugins:
    """The plugins; what is wrong with a broken one is said on stderr.

    Who sends their requests gives the settings, which say what to ask for.
    """
    from mlbcore.plugins import discover

    plugins = _with_legacy(discover(plugins_wanted(), given=given))
    tell_broken(plugins)
    return plugins


def tell_broken(plugins: Plugins) -> None:
    for plugin in plugins.broken:
        say(f"plugin {plugin.name} ({plugin.distribution}) is not used: {plugin.error}")


def _with_legacy(plugins: Plugins) -> Plugins:
    """The predecessor's tables are a source as any other, whichever plugins there are."""
    from mlbcore.legacy.ids import LegacyIds
    from mlbcore.legacy.tables import LegacyTables

    mappers = plugins.mappers | {LegacyIds.source: LegacyIds()}
    return evolve(plugins, collectors=(*plugins.collectors, LegacyTables()), mappers=mappers)


def choose(
    plugins: Plugins, found: Settings, wanted: Sequence[str], *, files: bool = False
) -> list[Collector]:
    """The collectors of the sources that are wanted, or of all that are enabled.

    Those of files, which nobody can be asked for, only with ``files``.

    Raises a usage error for a source that no plugin provides, ConfigurationError for none at all.
    """
    offered = [c for c in plugins.collectors if files or not isinstance(c, FileCollector)]
    sources = {collector.source for collector in offered}
    if unknown := sorted(set(wanted) - sources):
        known = ", ".join(sorted(sources)) or "none"
        raise click.UsageError(f"no plugin provides source {', '.join(unknown)}; known: {known}")
    chosen = set(wanted) or {name for name in sources if found.source(name).enabled}
    collectors = [c for c in offered if c.source in chosen]
    if not collectors:
        raise ConfigurationError(
            "no source to ask: install a plugin, name one in MLBCORE_LOAD_PLUGINS if that is set,"
            " or set sources.NAME.enabled of one"
        )
    return collectors
