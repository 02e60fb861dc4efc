"""Signals with what they rest on, and analyses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from attrs import fields
from psycopg import Connection

from mlbcore.db.criteria import Criterion, equal, least, most
from mlbcore.db.relations import ANALYSIS, EVIDENCE, SIGNAL
from mlbcore.db.repository import Repository
from mlbcore.models import BettingAnalysis, Evidence, Signal

HIGH = 0.75  # from here on an analysis is of high confidence
STRONG = 0.6


class Signals(Repository[Signal]):
    """The signals; those of one game in order of time."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, SIGNAL)
        self.evidence = Repository(connection, EVIDENCE)

    def store(self, signal: Signal, evidence: Sequence[Evidence]) -> bool:
        """Store a signal with its evidence; False where it is there already."""
        added = self.bulk([signal]) > 0
        self.evidence.bulk(evidence)
        return added

    def of_game(self, game: int, *, raised_by: dt.datetime | None = None) -> Sequence[Signal]:
        """The signals of a game, as of an instant."""
        criteria = [equal(fields(Signal).game, game)]
        if raised_by is not None:
            criteria.append(most(fields(Signal).raised_at, raised_by))
        return self._in_time(*criteria)

    def strong(self, *, strength: float = STRONG, confidence: float = 0.0) -> Sequence[Signal]:
        """The signals of at least that strength and confidence, 0 to 1."""
        return self._in_time(
            least(fields(Signal).strength, strength), least(fields(Signal).confidence, confidence)
        )

    def evidence_of(self, signal: UUID) -> Sequence[Evidence]:
        """The rows of history a signal rests on."""
        return self.evidence.list(equal(fields(Evidence).signal, signal))

    def _in_time(self, *criteria: Criterion) -> Sequence[Signal]:
        return self.list(*criteria, order=[fields(Signal).raised_at])


class Analyses(Repository[BettingAnalysis]):
    """The analyses; those of one game in order of time."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, ANALYSIS)

    def of_game(self, game: int) -> Sequence[BettingAnalysis]:
        return self._in_time(equal(fields(BettingAnalysis).game, game))

    def confident(self, confidence: float = HIGH) -> Sequence[BettingAnalysis]:
        """The analyses of at least that confidence, 0 to 1."""
        return self._in_time(least(fields(BettingAnalysis).confidence, confidence))

    def _in_time(self, *criteria: Criterion) -> Sequence[BettingAnalysis]:
        return self.list(*criteria, order=[fields(BettingAnalysis).analysed_at])
