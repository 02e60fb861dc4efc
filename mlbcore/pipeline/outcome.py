"""What became of payloads, units and runs."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from attrs import Factory, define, evolve, frozen

from mlbcore.collecting import Request
from mlbcore.db.units import Status, Unit
from mlbcore.errors import BlockedError, MlbcoreError, RateLimitedError
from mlbcore.log import Event
from mlbcore.models import Refusal

SHOWN = 3


@define
class Outcome:
    """What became of the records of some payloads.

    ``matched`` has a payload's date for each game that had been unmatched there; ``causes`` the
    status that each failure alone would give; ``unread`` counts payloads that could not be read,
    and ``absent`` pages that are not offered; ``events`` are to be told once all is committed.
    """

    payloads: int = 0
    records: int = 0
    new: int = 0
    failed: int = 0
    unmatched: int = 0
    refusals: list[Refusal] = Factory(list)
    unread: int = 0
    absent: int = 0
    problems: list[str] = Factory(list)
    causes: list[Status] = Factory(list)
    requests: list[Request] = Factory(list)
    matched: list[dt.date] = Factory(list)
    events: list[Event] = Factory(list)

    def add(self, other: Outcome) -> None:
        self.payloads += other.payloads
        self.records += other.records
        self.new += other.new
        self.failed += other.failed
        self.unmatched += other.unmatched
        self.refusals += other.refusals
        self.unread += other.unread
        self.absent += other.absent
        self.problems += other.problems
        self.causes += other.causes
        self.requests += other.requests
        self.matched += other.matched

    def follow(self, other: Outcome) -> None:
        """Add what came of payloads that have been counted already: what is new of them."""
        self.records += other.new
        self.new += other.new
        self.matched += other.matched

    def fail(self, problem: str, cause: Status = "failed") -> None:
        self.failed += 1
        self.problems.append(problem)
        self.causes.append(cause)

    def settled(self) -> Outcome:
        """What comes of the same payload once more: the same, and nothing of it is new."""
        return evolve(self, new=0, matched=[], events=[], requests=[*self.requests])


@frozen(kw_only=True)
class RunResult:
    """The units of a run, and how many games of the sources are unmatched after it.

    ``matched`` counts games that had been unmatched before and are no more.
    """

    run_id: UUID
    units: tuple[Unit, ...]
    unmatched: int
    matched: int = 0


def summary(
    source: str, collector: str, date: dt.date, outcome: Outcome, status: Status | None = None
) -> Unit:
    """A unit's line in the report; its status follows from the outcome unless it is given."""
    return Unit(
        source=source,
        collector=collector,
        date=date,
        status=status or _status(outcome),
        payloads=outcome.payloads,
        records=outcome.records,
        new=outcome.new,
        unchanged=outcome.records - outcome.new,
        refused=len(outcome.refusals),
        failed=outcome.failed,
        unmatched=outcome.unmatched,
        message=_message(outcome),
    )


def _status(outcome: Outcome) -> Status:
    if not outcome.failed:
        return "success"
    if outcome.payloads > outcome.unread:
        return "partial"
    return outcome.causes[0] if len(set(outcome.causes)) == 1 else "failed"


def cause(error: MlbcoreError) -> Status:
    """The status of a unit that got nothing because of this."""
    if isinstance(error, RateLimitedError):
        return "rate_limited"
    if isinstance(error, BlockedError):
        return "blocked"
    return "failed"


def _message(outcome: Outcome) -> str:
    """What went wrong, and the first few refusals."""
    said = list(outcome.problems)
    if outcome.absent:
        said.append(f"{outcome.absent} not offered")
    if outcome.refusals:
        shown = "; ".join(map(str, outcome.refusals[:SHOWN]))
        more = len(outcome.refusals) - SHOWN
        said.append(f"refused {shown}" + (f"; and {more} more" if more > 0 else ""))
    return "; ".join(said)
