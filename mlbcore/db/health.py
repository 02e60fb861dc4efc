"""How a server is: what a doctor, a probe or a dashboard asks."""

from __future__ import annotations

import time
from collections.abc import Iterable

from attrs import frozen
from psycopg import Connection
from psycopg.rows import args_row

from mlbcore.breaker import BreakerState
from mlbcore.db.connections import Connections
from mlbcore.db.disk import free_disk
from mlbcore.db.faults import translated
from mlbcore.errors import DatabaseError


@frozen(kw_only=True)
class PoolStatistics:
    """The pool of this process: connections now, and requests for one since it was opened."""

    size: int
    available: int
    waiting: int
    requests: int
    waited: int
    errors: int
    breaker: BreakerState


@frozen
class ServerFacts:
    """What the server says of itself. Seconds and bytes; None where it does not apply."""

    version: str
    is_replica: bool
    replication_lag: float | None
    oldest_transaction: float | None
    database_size: int


@frozen(kw_only=True)
class Health:
    """One server's health; ``problem`` says why it cannot be asked, and is empty when it can.

    ``latency`` is that of one round trip, in milliseconds. ``free_disk`` is in bytes, and None
    unless the server runs on this machine.
    """

    place: str
    problem: str = ""
    latency: float | None = None
    server: ServerFacts | None = None
    free_disk: int | None = None
    pool: PoolStatistics
    replicas: tuple[Health, ...] = ()


def examine(connections: Connections, replicas: Iterable[Connections] = ()) -> Health:
    """The health of a server and of its replicas. Raises nothing where they cannot be reached."""
    problem, latency, facts = "", None, None
    try:
        with translated(), connections.lend("health") as connection:
            started = time.perf_counter()
            connection.execute("SELECT 1")
            latency = (time.perf_counter() - started) * 1000
            facts = _facts(connection)
    except DatabaseError as error:
        problem = str(error)
    return Health(
        place=connections.place,
        problem=problem,
        latency=latency,
        server=facts,
        free_disk=free_disk(connections.pool.folder),
        pool=pool_statistics(connections),
        replicas=tuple(examine(replica) for replica in replicas),
    )


def clock_skew(connection: Connection) -> float:
    """Seconds that the server's clock is before this machine's; its journey counts half."""
    before = time.time()
    row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    assert row is not None
    return float(row[0]) - (before + time.time()) / 2


def pool_statistics(connections: Connections) -> PoolStatistics:
    counted = connections.pool.get_stats()
    return PoolStatistics(
        size=counted["pool_size"],
        available=counted["pool_available"],
        waiting=counted["requests_waiting"],
        requests=counted.get("requests_num", 0),
        waited=counted.get("requests_queued", 0),
        errors=counted.get("requests_errors", 0),
        breaker=connections.breaker.state,
    )


def _facts(connection: Connection) -> ServerFacts:
    # A standby that has replayed all it was sent lags by nothing, however long ago that was.
    cursor = connection.cursor(row_factory=args_row(ServerFacts))
    cursor.execute(
        """
        SELECT current_setting('server_version'), pg_is_in_recovery(),
            CASE WHEN NOT pg_is_in_recovery() THEN NULL
                WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                ELSE extract(epoch FROM clock_timestamp() - coalesce(
                    pg_last_xact_replay_timestamp(), pg_postmaster_start_time()))::float8
            END,
            (SELECT extract(epoch FROM clock_timestamp() - min(xact_start))::float8
                FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()),
            pg_database_size(current_database())
        """
    )
    row = cursor.fetchone()
    assert row is not None
    return row
