"""The repositories, all on one connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from psycopg import Connection

from mlbcore.db import relations
from mlbcore.db.appearances import Appearances
from mlbcore.db.backtests import Backtests
from mlbcore.db.bets import Bets
from mlbcore.db.codes import Codes
from mlbcore.db.conclusions import Analyses, Signals
from mlbcore.db.decisions import Decisions
from mlbcore.db.facts import Facts
from mlbcore.db.faults import translated
from mlbcore.db.games import Games
from mlbcore.db.notices import Notices
from mlbcore.db.pages import Pages
from mlbcore.db.payloads import Payloads
from mlbcore.db.quarantine import Quarantine
from mlbcore.db.quotes import Quotes
from mlbcore.db.registries import Registries
from mlbcore.db.repository import Repository
from mlbcore.db.seen import SeenQuotes
from mlbcore.db.seen_splits import SeenSplits
from mlbcore.db.slates import Slates
from mlbcore.db.splits import Splits
from mlbcore.db.takings import Takings
from mlbcore.db.units import Units
from mlbcore.db.unmatched import Unmatched
from mlbcore.models import Consensus, Context, Deposit, Pitcher, Starter, Team, Venue, Weather

if TYPE_CHECKING:
    from mlbcore.db.tapes import Tapes

# The source whose ids name games: a game is MLB's gamePk once MLB has named it.
AUTHORITY = "mlb"


class Store:
    """Each repository is made when it is first asked for."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def codes(self) -> Codes:
        return Codes(self.connection)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside is taken back, and nothing else, when it raises."""
        with translated(), self.connection.transaction():
            yield

    @cached_property
    def games(self) -> Games:
        return Games(self.connection)

    @cached_property
    def appearances(self) -> Appearances:
        return Appearances(self.connection, self.codes, AUTHORITY)

    @cached_property
    def slates(self) -> Slates:
        return Slates(self.connection, self.codes, AUTHORITY)

    @cached_property
    def quotes(self) -> Quotes:
        return Quotes(self.connection, self.codes)

    @cached_property
    def seen(self) -> SeenQuotes:
        return SeenQuotes(self.connection, self.codes)

    @cached_property
    def tapes(self) -> Tapes:
        from mlbcore.db.tapes import Tapes  # polars waits until columns are asked for

        return Tapes(self.connection)

    @cached_property
    def splits(self) -> Splits:
        return Splits(self.connection, self.codes)

    @cached_property
    def seen_splits(self) -> SeenSplits:
        return SeenSplits(self.connection)

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.connection)

    @cached_property
    def payloads(self) -> Payloads:
        return Payloads(self.connection, self.codes)

    @cached_property
    def notices(self) -> Notices:
        return Notices(self.connection)

    @cached_property
    def pages(self) -> Pages:
        return Pages(self.connection)

    @cached_property
    def takings(self) -> Takings:
        return Takings(self.connection)

    @cached_property
    def quarantine(self) -> Quarantine:
        return Quarantine(self.connection)

    @cached_property
    def units(self) -> Units:
        return Units(self.connection, self.codes)

    @cached_property
    def unmatched(self) -> Unmatched:
        return Unmatched(self.connection, self.codes)

    @cached_property
    def decisions(self) -> Decisions:
        return Decisions(self.connection, self.codes)

    @cached_property
    def registries(self) -> Registries:
        return Registries(self.connection, self.codes)

    @cached_property
    def teams(self) -> Repository[Team]:
        return Repository(self.connection, relations.TEAM)

    @cached_property
    def venues(self) -> Repository[Venue]:
        return Repository(self.connection, relations.VENUE)

    @cached_property
    def weather(self) -> Repository[Weather]:
        return Repository(self.connection, relations.WEATHER)

    @cached_property
    def pitchers(self) -> Repository[Pitcher]:
        return Repository(self.connection, relations.PITCHER)

    @cached_property
    def starters(self) -> Repository[Starter]:
        return Repository(self.connection, relations.STARTER)

    @cached_property
    def contexts(self) -> Repository[Context]:
        return Repository(self.connection, relations.CONTEXT)

    @cached_property
    def consensus(self) -> Repository[Consensus]:
        return Repository(self.connection, relations.CONSENSUS)

    @cached_property
    def signals(self) -> Signals:
        return Signals(self.connection)

    @cached_property
    def analyses(self) -> Analyses:
        return Analyses(self.connection)

    @cached_property
    def bets(self) -> Bets:
        return Bets(self.connection, self.codes, AUTHORITY)

    @cached_property
    def deposits(self) -> Repository[Deposit]:
        return Repository(self.connection, relations.DEPOSIT)

    @cached_property
    def backtests(self) -> Backtests:
        return Backtests(self.connection)
