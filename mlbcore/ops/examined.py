"""The checks of the database: server, clock, disk, schema, and when the sources last answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attrs import evolve

from mlbcore import settings
from mlbcore.db import migrate
from mlbcore.db.disk import data_directory, disk_of
from mlbcore.db.embedded import check_folder
from mlbcore.db.figures import FiguresReader
from mlbcore.db.health import clock_skew
from mlbcore.db.opening import schema, server
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.errors import ConfigurationError, MigrationError, MlbcoreError
from mlbcore.ops.check import Check, problem
from mlbcore.ops.verdicts import disk_check, schema_check, skew_check, success_check, version_check
from mlbcore.settings import MonitoringSettings, Settings

REINSTALL = "install a version of the plugin that fits, or uninstall it"


def database_checks(found: Settings) -> Iterator[Check]:
    """The server, and what it says; one that does not answer is a row and no error."""
    try:
        if not found.database.url and not _is_made():
            yield from _none_yet(settings.home(), found.monitoring)
            return
        quick = evolve(found.database, replicas=(), connection_timeout=5.0, query_timeout=10.0)
        with server(found) as dsn, Database(dsn, quick) as database, database.reading() as store:
            yield from _server_checks(store, database.place, found.monitoring)
    except MlbcoreError as error:
        yield problem("server", error, _advice(found, error))


def _is_made() -> bool:
    """Whether the embedded server is. Raises ConfigurationError where it cannot be."""
    check_folder(settings.home())
    return (settings.home() / "postgres").exists()


def _none_yet(home: Path, limits: MonitoringSettings) -> Iterator[Check]:
    yield Check(name="server", found=f"none yet: the first command that stores makes it in {home}")
    yield _disk_to_be(home, limits)


def _advice(found: Settings, error: MlbcoreError) -> str:
    if isinstance(error, ConfigurationError):
        return "mend it: until then nothing can be stored"
    if found.database.url:
        return "start it, or mend MLBCORE_DATABASE_URL (database.url)"
    return f"its log is {settings.home() / 'postgres' / 'log'}"


def _server_checks(store: Store, place: str, limits: MonitoringSettings) -> Iterator[Check]:
    connection = store.connection
    yield version_check(connection.info.server_version // 10_000, place)
    yield skew_check("the server", clock_skew(connection), limits.skew)
    if disk := disk_of(data_directory(connection)):
        yield disk_check(disk, limits)
    broken: list[str] = []
    states = migrate.states(connection, schema(broken.append))
    yield from (problem("migrations", MigrationError(told), REINSTALL) for told in broken)
    yield schema_check(states)
    if all(state.settled for state in states):
        for success in FiguresReader(connection).successes():
            yield success_check(success, limits.stale_hours)


def _disk_to_be(home: Path, limits: MonitoringSettings) -> Check:
    """That of the folder in which ours will be made."""
    return disk_check(next(filter(None, map(disk_of, (home, *home.parents)))), limits)
