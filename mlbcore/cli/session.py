"""What a command works with: settings, plugins, and the database it opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from mlbcore import log, settings
from mlbcore.cli.output import say
from mlbcore.collecting import Collector, FileCollector
from mlbcore.db.opening import opened, schema, server
from mlbcore.db.pool import Database
from mlbcore.errors import ConfigurationError
from mlbcore.plugins import Plugins, discover
from mlbcore.settings import Settings
from mlbcore.wanted import plugins_wanted


def read_settings() -> Settings:
    """The settings in force; from here on events are logged as they say."""
    found = settings.load()
    log.configure(found.logging)
    return found


@contextmanager
def database(found: Settings) -> Iterator[Database]:
    """The database with the schema this version needs; what is migrated is said on stderr."""
    with opened(found, say) as one:
        yield one


def load_plugins() -> Plugins:
    """The plugins; what is wrong with a broken one is said on stderr."""
    plugins = discover(plugins_wanted())
    tell_broken(plugins)
    return plugins


def tell_broken(plugins: Plugins) -> None:
    for plugin in plugins.broken:
        say(f"plugin {plugin.name} ({plugin.distribution}) is not used: {plugin.error}")


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
        raise ConfigurationError("no source to ask: install a plugin or enable one")
    return collectors


__all__ = ["choose", "database", "load_plugins", "read_settings", "schema", "server", "tell_broken"]
