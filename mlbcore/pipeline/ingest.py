"""One payload: archived, parsed, resolved and stored, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from mlbcore.collecting import Collector, IdMapper, Parsed, Registry, Request
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.errors import DataError, SkipError
from mlbcore.models import Detail, Listing, Payload, Refusal
from mlbcore.pipeline.boundary import plugin_code
from mlbcore.pipeline.outcome import Outcome
from mlbcore.pipeline.storing import Storing

# Payloads whose outcome is known when the same bytes come again: more than any slate has.
REMEMBERED = 500


class Ingest:
    """Takes payloads in; collectors and mappers are given, and the database is the only one."""

    def __init__(
        self,
        database: Database,
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
        """Parse, resolve and store an archived payload; one that cannot be read stays archived.

        Payloads that were fetched later but overtook it are taken in again: what they show
        unchanged may have been a change back from what this one shows. One that this Ingest took
        in before is not read again while nothing waits.
        """
        if id in self.remembered and self.database.read(lambda store: store.payloads.settled(id)):
            return self.remembered[id].settled()
        outcome = self._take(id, payload)
        later = self.database.read(lambda store: store.payloads.overtakers(id))
        outcome.follow(self.take_again(later))
        self._remember(id, outcome)
        return outcome

    def requests(self, payload: Payload) -> list[Request]:
        """The requests that follow from an archived payload; nothing is stored.

        Raises DataError for one that cannot be read any more.
        """
        return [item for item in self._parse(payload) if isinstance(item, Request)]

    def _remember(self, id: int, outcome: Outcome) -> None:
        self.remembered[id] = outcome.settled()
        if len(self.remembered) > REMEMBERED:
            del self.remembered[next(iter(self.remembered))]

    def repeat(self, id: int, payload: Payload, at: int) -> Outcome:
        """Take in at a place in the order of takings, in which all that followed from it is."""
        return self._take(id, payload, at)

    def _take(self, id: int, payload: Payload, at: int | None = None) -> Outcome:
        self.takings += 1
        try:
            if not payload.complete:
                raise DataError("the answer was cut short")
            parsed = self._parse(payload)
            store = partial(self._store, id=id, payload=payload, parsed=parsed, at=at)
            return self.database.write(store)
        except SkipError as error:
            problem = str(error)
        outcome = Outcome(payloads=1, unread=1)
        outcome.fail(f"{payload.url}: {problem}")
        self.database.write(partial(_fail, id=id, problem=problem, ordered=at is not None))
        return outcome

    def take_again(self, ids: Iterable[int]) -> Outcome:
        """Take in what the archive holds, but for payloads that no collector here can read."""
        outcome = Outcome()
        for id in ids:
            payload = self.archived(id)
            if (payload.source, payload.collector) in self.collectors:
                outcome.add(self._take(id, payload))
        return outcome

    def take_waiting(self) -> Outcome:
        """Take in what a run that died left, and what is due again since a game was matched."""
        outcome = Outcome()
        before: list[int] = []
        while (waiting := self.database.read(lambda store: store.payloads.waiting())) != before:
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

    def _parse(self, payload: Payload) -> list[Parsed]:
        if payload.source not in self.mappers:
            raise DataError(f"no plugin provides an IdMapper for {payload.source}")
        collector = self.collectors[payload.source, payload.collector]
        with plugin_code(f"{payload.source}/{payload.collector}"):
            return list(collector.parse(payload))

    def _store(
        self, store: Store, id: int, payload: Payload, parsed: Sequence[Parsed], at: int | None
    ) -> Outcome:
        outcome = Outcome(payloads=1)
        outcome.requests += [item for item in parsed if isinstance(item, Request)]
        outcome.refusals += [item for item in parsed if isinstance(item, Refusal)]
        listings = [item for item in parsed if isinstance(item, Listing)]
        details = [item for item in parsed if isinstance(item, Detail)]
        storing = Storing(store, id, payload, self.mappers[payload.source], outcome, at)
        storing.store(listings, details)
        changed = storing.changed or outcome.new > 0
        if at is None:
            store.payloads.reopen_overtakers(id, changed=changed)
        refusals = outcome.refusals
        kept = bool(refusals) and store.quarantine.keep(id, refusals)
        judged = store.payloads.judge(id, None, len(refusals))
        _order(store, id, ordered=at is not None, changed=changed or kept or judged)
        return outcome


def _fail(store: Store, id: int, *, problem: str, ordered: bool) -> None:
    """Note why a payload could not be read."""
    _order(store, id, ordered=ordered, changed=store.payloads.judge(id, problem))


def _order(store: Store, id: int, *, ordered: bool, changed: bool) -> None:
    """Note a payload's place in the order of takings if this one is new to it."""
    if changed and not ordered:
        store.payloads.order(id)
