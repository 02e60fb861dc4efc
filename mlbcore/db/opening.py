"""Opening the database that the settings name: for the commands, and for code by ``connect``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import evolve

from mlbcore import settings
from mlbcore.db import migrate
from mlbcore.db.embedded import EmbeddedServer
from mlbcore.db.faults import place
from mlbcore.db.migrations import Migration
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.errors import SchemaError
from mlbcore.masking import hide
from mlbcore.plugins import discover
from mlbcore.settings import Secret, Settings
from mlbcore.wanted import plugins_wanted


@contextmanager
def connect(url: str | None = None, *, write: bool = False) -> Iterator[Store]:
    """The store: of the database at ``url``, or of the one the commands use.

    The embedded server is started and migrated, and stops with the last that uses it. The store
    only reads, each statement by itself; with ``write`` all is one transaction, committed at the
    end and rolled back by an exception. Raises ConfigurationError or DatabaseError.
    """
    found = settings.load()
    if url is not None:
        hide(url)
        place(url)
        found = evolve(found, database=evolve(found.database, url=Secret(url), replicas=()))
    with opened(found) as database, database.writing() if write else database.reading() as store:
        yield store


@contextmanager
def opened(found: Settings, said: Callable[[str], None] = lambda _: None) -> Iterator[Database]:
    """The database with the schema this version needs.

    The embedded server is migrated first. Raises SchemaError where the user's own server needs it.
    """
    with migrated(found, said) as (dsn, files):
        if found.database.url and not all(s.settled for s in migrate.status(dsn, files)):
            raise SchemaError
        with Database(dsn, found.database) as database:
            yield database


@contextmanager
def migrated(found: Settings, said: Callable[[str], None]) -> Iterator[tuple[str, list[Migration]]]:
    """The DSN and the migrations: applied on the embedded server, and the user's own untouched."""
    with server(found) as dsn:
        files = schema(said)
        if not found.database.url:
            migrate.up(dsn, files, said)
        yield dsn, files


@contextmanager
def server(found: Settings) -> Iterator[str]:
    """The DSN of the user's own server, or of the embedded one while it runs."""
    if found.database.url:
        yield found.database.url.reveal()
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
    found = discover(plugins_wanted(), frozenset({"mlbcore_migrations"}))
    return migrate.gathered(found.migrations, said)
