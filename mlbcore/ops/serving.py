"""Everything that ``serve`` runs, put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from attrs import evolve

from mlbcore.db.migrations import Migration
from mlbcore.db.pool import Database
from mlbcore.db.probe import Probe
from mlbcore.ops.kept import KeptPages, Render
from mlbcore.ops.listen import Listener
from mlbcore.ops.meters import Meters
from mlbcore.ops.scrape import DatabaseMetrics
from mlbcore.ops.site import Site
from mlbcore.settings import DatabaseSettings, MonitoringSettings

LOCAL = ("localhost", "127.0.0.1", "[::1]")


@contextmanager
def serving(
    dsn: str,
    migrations: Sequence[Migration],
    quick: DatabaseSettings,
    settings: MonitoringSettings,
    render: Render,
) -> Iterator[Listener]:
    """Inside, the pages are served; the database may be down, now or later.

    ``quick`` are settings that ``impatient`` gives. Raises ConfigurationError for an address that
    cannot be had.
    """
    meters = Meters()
    with Database(dsn, quick) as database, Probe(dsn, quick, migrations) as probe:
        meters.registry.register(DatabaseMetrics(database, probe, settings.metrics_age))
        pages = KeptPages(database, render, meters, settings.page_age)
        hosts = (*LOCAL, settings.host)
        site = Site(probe, pages, meters, token=settings.token.reveal(), hosts=hosts)
        with Listener(site, settings.host, settings.port) as listener:
            yield listener


def impatient(settings: DatabaseSettings) -> DatabaseSettings:
    """Of few connections, which wait for nothing as long as a run may: somebody waits for them."""
    return evolve(
        settings,
        replicas=(),
        pool_max=2,
        connection_timeout=min(2.0, settings.connection_timeout),
        query_timeout=min(10.0, settings.query_timeout),
    )
