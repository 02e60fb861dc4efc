"""Backtests with the strategies they ran, their figures by part, and their days."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import fields
from psycopg import Connection

from mlbcore.db.criteria import equal
from mlbcore.db.faults import translated
from mlbcore.db.relations import BACKTEST, BACKTEST_DAY, BACKTEST_PART, SETUP
from mlbcore.db.repository import Repository
from mlbcore.models import Backtest, BacktestDay, BacktestPart, Setup


class Backtests(Repository[Backtest]):
    """The backtests, in the order in which they were run."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, BACKTEST)
        self.setups = Repository(connection, SETUP)
        self.parts = Repository(connection, BACKTEST_PART)
        self.days = Repository(connection, BACKTEST_DAY)

    def next_id(self) -> int:
        """An id that no backtest has, nor will be given again."""
        with translated():
            row = self.connection.execute(
                "SELECT nextval(pg_get_serial_sequence('backtest', 'id'))"
            ).fetchone()
        assert row is not None
        return int(row[0])

    def store(
        self,
        setup: Setup,
        run: Backtest,
        parts: Sequence[BacktestPart],
        days: Sequence[BacktestDay],
    ) -> None:
        """Store a run with all that is known of it; its setup is stored once."""
        self.setups.bulk([setup])
        self.add(run)
        self.parts.bulk(parts)
        self.days.bulk(days)

    def whole(self) -> Sequence[BacktestPart]:
        """The figures of all bets of every backtest."""
        return self.parts.list(equal(fields(BacktestPart).part, "all"))

    def parts_of(self, backtest: int) -> Sequence[BacktestPart]:
        """The figures of all of a backtest, and of each season."""
        return self.parts.list(equal(fields(BacktestPart).backtest, backtest))

    def days_of(self, backtest: int) -> Sequence[BacktestDay]:
        """What each day of a backtest brought, in order."""
        return self.days.list(equal(fields(BacktestDay).backtest, backtest))
