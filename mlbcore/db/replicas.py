"""Standbys that reads may go to: in turn, and only to one that has this process's own writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import count
from typing import Self

from psycopg import Connection

from mlbcore.db.connections import Connections
from mlbcore.db.faults import translated
from mlbcore.errors import DatabaseError
from mlbcore.log import tell
from mlbcore.log.events import ReplicaPassedOver


class Replicas:
    """``position`` asks the primary how far its log goes, and is asked only after a write."""

    def __init__(self, replicas: Sequence[Connections], position: Callable[[], str]) -> None:
        self.replicas = replicas
        self.position = position
        self.writes = 0
        self._turn = count()
        self._seen = 0, "0/0"  # so many writes, and a position in the log that holds them all

    def __enter__(self) -> Self:
        for replica in self.replicas:
            replica.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        for replica in self.replicas:
            replica.__exit__()

    def wrote(self) -> None:
        """Note that a transaction of this process ended, however it did."""
        self.writes += 1

    def enter(self, stack: ExitStack, purpose: str) -> Connection | None:
        """A connection to a replica that holds what this process wrote; None where none does."""
        if not self.replicas:
            return None
        position = self._needed()
        first = next(self._turn)
        for number in range(len(self.replicas)):
            replica = self.replicas[(first + number) % len(self.replicas)]
            if connection := _enter(stack, replica, purpose, position):
                return connection
        return None

    def _needed(self) -> str:
        # Counted before it is asked: a write that ends in between is asked for the next time.
        writes = self.writes
        if writes != self._seen[0]:
            self._seen = writes, self.position()
        return self._seen[1]


def _enter(
    stack: ExitStack, replica: Connections, purpose: str, position: str
) -> Connection | None:
    with ExitStack() as trying:
        try:
            with translated():
                connection = trying.enter_context(replica.lend(purpose))
                if not _has_replayed(connection, position):
                    return None
        except DatabaseError as error:
            tell(ReplicaPassedOver(place=replica.place, reason=str(error)))
            return None
        stack.push(trying.pop_all())
        return connection


def _has_replayed(connection: Connection, position: str) -> bool:
    if position == "0/0":
        return True
    row = connection.execute(
        "SELECT pg_last_wal_replay_lsn() >= %(position)s::pg_lsn", {"position": position}
    ).fetchone()
    return bool(row and row[0])
