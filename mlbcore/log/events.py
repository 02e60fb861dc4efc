"""Every event there is. A field that is None or empty is left out of its line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import frozen

from mlbcore.log.event import Event, Timed


@frozen(kw_only=True)
class RunStarted(Event):
    """A run begins: it collects, replays or imports."""

    component: ClassVar[str] = "scraper"

    kind: str
    first: dt.date | None = None
    last: dt.date | None = None
    sources: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        span = f" {self.first} to {self.last}" if self.first else ""
        return f"{self.kind} begins:{span} {', '.join(self.sources)}"


@frozen(kw_only=True)
class RunFinished(Event):
    """A run came to its end; ``failed`` counts the units of which something failed."""

    component: ClassVar[str] = "scraper"

    kind: str
    seconds: float
    units: int
    failed: int
    new: int
    unmatched: int

    @property
    def said(self) -> str:
        return (
            f"{self.kind} ends after {self.seconds:.1f} s: {self.units} units, {self.failed}"
            f" failed, {self.new} new records, {self.unmatched} unmatched"
        )


@frozen(kw_only=True)
class UnitStored(Event):
    """What became of a unit is recorded, and all that came of it stored."""

    component: ClassVar[str] = "scraper"

    unit: str
    source: str
    collector: str
    date: dt.date
    status: str
    payloads: int
    records: int
    new: int
    refused: int
    failed: int
    unmatched: int
    problem: str

    @property
    def said(self) -> str:
        count = f"{self.unit} {self.status}: {self.new} new of {self.records} records"
        return f"{count}; {self.problem}" if self.problem else count


@frozen(kw_only=True)
class PayloadArchived(Event):
    """What a source sent is committed, before anybody reads it; or had been, the same bytes."""

    component: ClassVar[str] = "scraper"

    payload: int
    source: str
    collector: str
    date: dt.date
    url: str
    size: int
    complete: bool

    @property
    def said(self) -> str:
        return f"payload {self.payload} archived, {self.size} bytes of {self.url}"


@frozen(kw_only=True)
class PayloadsTaken(Timed):
    """Payloads were resolved and stored; those of one transaction are told together."""

    component: ClassVar[str] = "parser"

    payloads: int
    records: int
    new: int

    @property
    def said(self) -> str:
        count = f"{self.payloads} payloads taken in, {self.new} new of {self.records} records"
        return f"{count}, in {self.seconds:.3f} s"


@frozen(kw_only=True)
class GameMatched(Event):
    """A source's id was given to a game of ours."""

    component: ClassVar[str] = "validator"

    source: str
    external_id: str
    game: int
    date: dt.date

    @property
    def said(self) -> str:
        return f"{self.source} {self.external_id} is game {self.game} of {self.date}"


@frozen(kw_only=True)
class GameUnmatched(Event):
    """A source's game is no certain game of ours."""

    component: ClassVar[str] = "validator"

    source: str
    external_id: str
    date: dt.date
    reason: str

    @property
    def said(self) -> str:
        return f"{self.source} {self.external_id} of {self.date} is unmatched: {self.reason}"


@frozen(kw_only=True)
class LineMoved(Event):
    """A page shows another price or line than the latest one of its source, book and side."""

    component: ClassVar[str] = "analysis"

    source: str
    game: int
    book: str
    market: str
    period: str
    side: str
    price: int
    price_before: int
    line: float | None
    line_before: float | None

    @property
    def said(self) -> str:
        before, now = _shown(self.line_before, self.price_before), _shown(self.line, self.price)
        return f"game {self.game} {self.market} {self.side} at {self.book}: {before} to {now}"


@frozen(kw_only=True)
class SignalRaised(Event):
    """A signal that was not there before is stored."""

    component: ClassVar[str] = "analysis"

    signal: str
    game: int
    market: str
    side: str
    type: str
    strength: float
    confidence: float

    @property
    def said(self) -> str:
        return f"{self.type} on game {self.game}: {self.market} {self.side}, {self.strength:.2f}"


@frozen(kw_only=True)
class RequestAnswered(Timed):
    """A source answered one attempt, whatever it said."""

    component: ClassVar[str] = "http"

    url: str
    http_status: int
    size: int

    @property
    def said(self) -> str:
        return f"{self.http_status} {self.url}: {self.size} bytes in {self.seconds:.3f} s"


@frozen(kw_only=True)
class AttemptFailed(Event):
    """An attempt failed and is made again, after ``wait`` seconds."""

    component: ClassVar[str] = "core"

    reason: str
    wait: float

    @property
    def said(self) -> str:
        return f"{self.reason}; again in {self.wait:.1f} s"


@frozen(kw_only=True)
class SourceBlocked(Event):
    """Something else came in place of an answer; ``body`` is how it begins."""

    component: ClassVar[str] = "http"
    rank: ClassVar[str] = "WARNING"

    source: str
    reason: str
    http_status: int
    content_type: str
    body: str

    @property
    def said(self) -> str:
        return f"{self.source} is blocked: {self.reason}"


@frozen(kw_only=True)
class BreakerOpened(Event):
    """A host failed so often in a row that it is left alone for ``rest`` seconds."""

    component: ClassVar[str] = "breaker"
    rank: ClassVar[str] = "WARNING"

    source: str
    host: str
    rest: float

    @property
    def said(self) -> str:
        return f"{self.source} at {self.host} is left alone for {self.rest:.0f} s"


@frozen(kw_only=True)
class QueryFinished(Timed):
    """A statement was executed; its parameters are never logged."""

    component: ClassVar[str] = "database"

    query: str

    @property
    def said(self) -> str:
        return f"a query of {self.seconds:.3f} s: {self.query}"


@frozen(kw_only=True)
class ReplicaPassedOver(Event):
    """A replica could not be read from: the next one is, or the primary."""

    component: ClassVar[str] = "database"
    rank: ClassVar[str] = "DEBUG"

    place: str
    reason: str

    @property
    def said(self) -> str:
        return f"the replica {self.place} is passed over: {self.reason}"


@frozen(kw_only=True)
class NoticesSent(Event):
    """Notices were taken by a destination, and kept as sent to it; ``waiting`` are left."""

    component: ClassVar[str] = "notification"

    destination: str
    sent: int
    waiting: int

    @property
    def said(self) -> str:
        return f"{self.sent} notices sent to {self.destination}, {self.waiting} waiting"


@frozen(kw_only=True)
class NoticesRefused(Event):
    """A destination did not take a message; its notices are sent again the next time."""

    component: ClassVar[str] = "notification"
    rank: ClassVar[str] = "WARNING"

    destination: str
    waiting: int
    reason: str

    @property
    def said(self) -> str:
        return f"{self.destination}: {self.reason}"


@frozen(kw_only=True)
class CommandFailed(Event):
    """A command ended by an error; the fields are those of docs/errors.md."""

    component: ClassVar[str] = "cli"
    rank: ClassVar[str] = "ERROR"

    document: Mapping[str, Any]

    @property
    def said(self) -> str:
        return str(self.document["reason"])

    def facts(self) -> Mapping[str, object]:
        return self.document


@frozen(kw_only=True)
class LinesLost(Event):
    """Lines of this log could not be written; told once, at the end."""

    component: ClassVar[str] = "core"
    rank: ClassVar[str] = "WARNING"

    place: str
    lines: int
    reason: str

    @property
    def said(self) -> str:
        return f"{self.lines} lines of the log in {self.place} were lost: {self.reason}"


def _shown(line: float | None, price: int) -> str:
    return f"{price:+d}" if line is None else f"{line:g} at {price:+d}"
