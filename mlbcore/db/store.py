"""The repositories, all on one connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from psycopg import Connection

from mlbcore.db.codes import Codes
from mlbcore.db.faults import translated
from mlbcore.db.games import Games
from mlbcore.db.payloads import Payloads
from mlbcore.db.quotes import Quotes
from mlbcore.db.splits import Splits
from mlbcore.db.units import Units
from mlbcore.db.unmatched import Unmatched

# The source whose ids name games: a game is MLB's gamePk once MLB has named it.
AUTHORITY = "mlb"


class Store:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.codes = Codes(connection)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside is taken back, and nothing else, when it raises."""
        with translated(), self.connection.transaction():
            yield

    @cached_property
    def games(self) -> Games:
        return Games(self.connection, self.codes, AUTHORITY)

    @cached_property
    def quotes(self) -> Quotes:
        return Quotes(self.connection, self.codes)

    @cached_property
    def splits(self) -> Splits:
        return Splits(self.connection, self.codes)

    @cached_property
    def payloads(self) -> Payloads:
        return Payloads(self.connection, self.codes)

    @cached_property
    def units(self) -> Units:
        return Units(self.connection, self.codes)

    @cached_property
    def unmatched(self) -> Unmatched:
        return Unmatched(self.connection, self.codes)
