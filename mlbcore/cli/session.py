"""What a command works with: settings, plugins, and the database it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from mlbcore import log, settings
from mlbcore.cli.output import say
from mlbcore.collecting import Collector
from mlbcore.db import migrate
from mlbcore.db.embedded import EmbeddedServer
from mlbcore.db.faults import place
from mlbcore.db.migrations import Migration
from mlbcore.db.pool import Database
from mlbcore.errors import ConfigurationError, SchemaError
from mlbcore.plugins import Plugins, discover
from mlbcore.settings import Settings


def read_settings() -> Settings:
    """The settings in force; from here on events are logged as they say."""
    found = settings.load()
    log.configure(found.logging)
    return found


@contextmanager
def server(found: Settings) -> Iterator[str]:
    """The DSN of the user's own server, or of the embedded one while it runs."""
    if found.database.url:
        place(found.database.url)
        yield found.database.url
        return
    embedded = EmbeddedServer(settings.home())
    try:
        yield embedded.dsn
    finally:
        embedded.close()


def schema(said: Callable[[str], None] | None = None) -> list[Migration]:
    """The migrations of the core, and then those of each plugin.

    With ``said``, what is wrong with a plugin's is said, and they are left out; else it raises
    MigrationError.
    """
    found = discover(settings.plugins_wanted(), frozenset({"mlbcore_migrations"}))
    return migrate.gathered(found.migrations, said)


@contextmanager
def database(found: Settings) -> Iterator[Database]:
    """The database with the schema this version needs.

    The embedded server is migrated first. Raises SchemaError where the user's own server needs it.
    """
    with server(found) as dsn:
        files = schema(say)
        if not found.database.url:
            migrate.up(dsn, files, say)
        elif not all(state.settled for state in migrate.status(dsn, files)):
            raise SchemaError
        with Database(dsn, found.database) as opened:
            yield opened


def load_plugins() -> Plugins:
    """The plugins; what is wrong with a broken one is said on stderr."""
    plugins = discover(settings.plugins_wanted())
    for plugin in plugins.broken:
        say(f"plugin {plugin.name} ({plugin.distribution}) is not used: {plugin.error}")
    return plugins


def choose(plugins: Plugins, found: Settings, wanted: Sequence[str]) -> list[Collector]:
    """The collectors of the sources that are wanted, or of all that are enabled.

    Raises a usage error for a source that no plugin provides, ConfigurationError for none at all.
    """
    sources = {collector.source for collector in plugins.collectors}
    if unknown := sorted(set(wanted) - sources):
        known = ", ".join(sorted(sources)) or "none"
        raise click.UsageError(f"no plugin provides source {', '.join(unknown)}; known: {known}")
    chosen = set(wanted) or {name for name in sources if found.source(name).enabled}
    collectors = [c for c in plugins.collectors if c.source in chosen]
    if not collectors:
        raise ConfigurationError("no source to ask: install a plugin or enable one")
    return collectors
