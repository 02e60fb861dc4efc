"""Payloads: archived and committed, then parsed, resolved and stored."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial

from attrs import evolve, frozen

from mlbcore.collecting import Collector, IdMapper, Parsed, Registry, Request
from mlbcore.db.rehearsal import Transactions
from mlbcore.db.store import AUTHORITY, Store
from mlbcore.db.units import unit_name
from mlbcore.errors import DataError, SkipError
from mlbcore.log import tell
from mlbcore.log.events import PayloadsTaken
from mlbcore.models import Detail, Listing, Payload, Refusal
from mlbcore.pipeline.boundary import plugin_code
from mlbcore.pipeline.outcome import Outcome
from mlbcore.pipeline.storing import Storing
from mlbcore.scope import within

Archived = tuple[int, Payload]

# Payloads whose outcome is known when the same bytes come again: more than any slate has.
REMEMBERED = 500


@frozen
class Read:
    """What an archived payload says, or why it could not be read."""

    id: int
    payload: Payload
    parsed: Sequence[Parsed] = ()
    problem: str | None = None


class Ingest:
    """Takes payloads in; collectors and mappers are given, and the database is the only one."""

    def __init__(
        self,
        database: Transactions,
        collectors: Iterable[Collector],
        mappers: Mapping[str, IdMapper],
    ) -> None:
        self.database = database
        self.collectors = {(c.source, c.name): c for c in collectors}
        self.mappers = mappers
        self.unknown_before: set[str] | None = None
        self.takings = 0
        self.remembered: dict[int, Outcome] = {}

    def register(self) -> None:
        """Bring the registries of teams and books up to date, the first time it is called."""
        if self.unknown_before is None:
            self.unknown_before = self.database.write(self._learn)

    def unknown_books(self) -> set[str]:
        """The unknown books that were met since ``register``."""
        found = self.database.read(lambda store: store.registries.unknown_books())
        return found - (self.unknown_before or set())

    def _learn(self, store: Store) -> set[str]:
        mappers = sorted(self.mappers.items())
        store.registries.learn(m for _, m in mappers if isinstance(m, Registry))
        return store.registries.unknown_books()

    def archive(self, payload: Payload) -> tuple[int, Payload]:
        """Commit the bytes before anybody reads them; gives their id and what was archived."""
        return self.database.write(lambda store: store.payloads.keep(payload))

    def archived(self, id: int) -> Payload:
        return self.database.read(lambda store: store.payloads.get(id))

    def take(self, id: int, payload: Payload) -> Outcome:
        """Parse, resolve and store an archived payload; one that cannot be read stays archived."""
        return self.take_all([(id, payload)])[0]

    def take_all(self, archived: Sequence[Archived]) -> list[Outcome]:
        """Take in archived payloads in order; gives what became of each.

        It is one transaction, unless one is refused or something waits for a game named here.

        Payloads that were fetched later but overtook one are taken in again: what they show
        unchanged may have been a change back from what this one shows. What waits for a game that
        MLB names here is taken in before what was fetched after it, or both would say the same.
        What this Ingest took in before is not read again while nothing waits.
        """
        known = self._known([id for id, _ in archived])
        fresh = [one for one in archived if one[0] not in known]
        naming = [payload.date for _, payload in fresh if payload.source == AUTHORITY]
        if naming and (due := self._unmatched(naming, but_for=fresh)):
            taken = [outcome for one in fresh for outcome in self._take_named(one, fresh, due)]
        else:
            taken = self._take_all(fresh)
        self._follow({id: outcome for (id, _), outcome in zip(fresh, taken, strict=True)})
        new = iter(taken)
        return [known[id].settled() if id in known else next(new) for id, _ in archived]

    def _unmatched(self, dates: Sequence[dt.date], but_for: Sequence[Archived]) -> list[int]:
        later = {id for id, _ in but_for}
        found = self.database.read(lambda store: store.unmatched.payloads(dates))
        return [id for id in found if id not in later]

    def _take_named(
        self, one: Archived, but_for: Sequence[Archived], due: list[int]
    ) -> list[Outcome]:
        """Take in a payload; after one of MLB also what is ``due``, and all that then waits."""
        taken = self._take_all([one])
        if one[1].source == AUTHORITY:
            later, before = {id for id, _ in but_for}, list[int]()
            while due != before:
                taken[0].follow(self.take_again(due))
                waiting = self.database.read(lambda store: store.takings.waiting())
                before, due = due, [id for id in waiting if id not in later]
        return taken

    def requests(self, payload: Payload) -> list[Request]:
        """The requests that follow from an archived payload; nothing is stored.

        Raises DataError for one that cannot be read any more.
        """
        return [item for item in self._parse(payload) if isinstance(item, Request)]

    def repeat(self, id: int, payload: Payload, at: int) -> Outcome:
        """Take in at a place in the order of takings, in which all that followed from it is."""
        return self._take_all([(id, payload)], at)[0]

    def _known(self, ids: Sequence[int]) -> dict[int, Outcome]:
        """The outcomes of those that need not be read again: nothing waits but these."""
        if not (met := [id for id in ids if id in self.remembered]):
            return {}
        settled = self.database.read(lambda store: store.takings.settled(met, but_for=ids))
        return {id: self.remembered[id] for id in settled}

    def _follow(self, outcomes: Mapping[int, Outcome]) -> None:
        """Take in again what overtook payloads that have been taken in, and remember these."""
        if not outcomes:
            return
        ids = list(outcomes)
        for late, later in self.database.read(lambda store: store.takings.overtakers(ids)):
            outcomes[late].follow(self.take_again([later]))
        for id, outcome in outcomes.items():
            self._remember(id, outcome)

    def _remember(self, id: int, outcome: Outcome) -> None:
        self.remembered[id] = outcome.settled()
        if len(self.remembered) > REMEMBERED:
            del self.remembered[next(iter(self.remembered))]

    def _take_all(self, archived: Sequence[Archived], at: int | None = None) -> list[Outcome]:
        self.takings += len(archived)
        read = [self._read(*one) for one in archived]
        began = time.perf_counter()
        stored = self._store_all(read, at)
        _tell(stored, time.perf_counter() - began)
        return stored

    def _store_all(self, read: Sequence[Read], at: int | None) -> list[Outcome]:
        """Store payloads in one transaction; where one is refused, each in its own."""
        if not read:
            return []
        try:
            return self.database.write(lambda store: [self._store(store, one, at) for one in read])
        except SkipError as error:
            if len(read) == 1:
                unread = evolve(read[0], problem=str(error))
                return [self.database.write(partial(_store_unread, read=unread, at=at))]
        return [outcome for one in read for outcome in self._store_all([one], at)]

    def take_again(self, ids: Iterable[int]) -> Outcome:
        """Take in what the archive holds, but for payloads that no collector here can read."""
        outcome = Outcome()
        for id in ids:
            payload = self.archived(id)
            if (payload.source, payload.collector) in self.collectors:
                outcome.add(self._take_all([(id, payload)])[0])
        return outcome

    def take_waiting(self) -> Outcome:
        """Take in what a run that died left, and what is due again since a game was matched."""
        outcome = Outcome()
        before: list[int] = []
        while (waiting := self.database.read(lambda store: store.takings.waiting())) != before:
            outcome.add(self.take_again(waiting))
            before = waiting
        return outcome

    def retry_unmatched(self) -> int:
        """Try what is unmatched again until nothing more matches; gives how many games did."""
        matched = 0
        while found := len(self._retry().matched):
            matched += found
        return matched

    def _retry(self) -> Outcome:
        outcome = self.take_again(self.database.read(lambda store: store.unmatched.payloads()))
        outcome.add(self.take_waiting())
        return outcome

    def _read(self, id: int, payload: Payload) -> Read:
        with _at(payload, "parser", "parse"):
            try:
                if not payload.complete:
                    raise DataError("the answer was cut short")
                return Read(id, payload, self._parse(payload))
            except SkipError as error:
                return Read(id, payload, problem=str(error))

    def _parse(self, payload: Payload) -> list[Parsed]:
        if payload.source not in self.mappers:
            raise DataError(f"no plugin provides an IdMapper for {payload.source}")
        collector = self.collectors[payload.source, payload.collector]
        with plugin_code(f"{payload.source}/{payload.collector}"):
            return list(collector.parse(payload))

    def _store(self, store: Store, read: Read, at: int | None) -> Outcome:
        if read.problem is not None:
            return _store_unread(store, read, at)
        with _at(read.payload, "validator", "store"):
            return self._store_read(store, read, at)

    def _store_read(self, store: Store, read: Read, at: int | None) -> Outcome:
        outcome = Outcome(payloads=1)
        outcome.requests += [item for item in read.parsed if isinstance(item, Request)]
        outcome.refusals += [item for item in read.parsed if isinstance(item, Refusal)]
        listings = [item for item in read.parsed if isinstance(item, Listing)]
        details = [item for item in read.parsed if isinstance(item, Detail)]
        mapper = self.mappers[read.payload.source]
        storing = Storing(store, read.id, read.payload, mapper, outcome, at)
        storing.store(listings, details)
        refusals = outcome.refusals
        kept = bool(refusals) and store.quarantine.keep(read.id, refusals)
        changed = storing.changed or outcome.new > 0 or kept
        _judge(store, read, at, refused=len(refusals), changed=changed)
        return outcome


def _at(payload: Payload, component: str, operation: str) -> AbstractContextManager[None]:
    """The scope of what is done with a payload."""
    return within(
        source=payload.source,
        unit=unit_name(payload.source, payload.collector, payload.date),
        url=payload.url,
        component=component,
        operation=operation,
    )


def _tell(stored: Sequence[Outcome], seconds: float) -> None:
    """Tell what is committed."""
    if not stored:
        return
    for event in [event for outcome in stored for event in outcome.events]:
        tell(event)
    tell(
        PayloadsTaken(
            payloads=len(stored),
            records=sum(outcome.records for outcome in stored),
            new=sum(outcome.new for outcome in stored),
            seconds=seconds,
        )
    )


def _store_unread(store: Store, read: Read, at: int | None) -> Outcome:
    """Note why a payload could not be read."""
    _judge(store, read, at)
    outcome = Outcome(payloads=1, unread=1)
    outcome.fail(f"{read.payload.url}: {read.problem}")
    return outcome


def _judge(
    store: Store, read: Read, at: int | None, *, refused: int = 0, changed: bool = False
) -> None:
    """Note what became of a payload, and its place in the order of takings unless it has one."""
    if at is None:
        store.takings.conclude(read.id, read.problem, refused, changed=changed)
    else:
        store.takings.judge(read.id, read.problem, refused)
