"""One payload: archived, parsed, resolved and stored, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from mlbcore.collecting import Collector, IdMapper, Parsed, Request
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.errors import DataError, SkipError
from mlbcore.models import Detail, Listing, Payload, Refusal
from mlbcore.pipeline.boundary import plugin_code
from mlbcore.pipeline.outcome import Outcome
from mlbcore.pipeline.storing import Storing


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

    def archive(self, payload: Payload) -> tuple[int, Payload]:
        """Commit the bytes before anybody reads them; gives their id and what was archived."""
        return self.database.write(lambda store: store.payloads.keep(payload))

    def archived(self, id: int) -> Payload:
        return self.database.read(lambda store: store.payloads.get(id))

    def take(self, id: int, payload: Payload) -> Outcome:
        """Parse, resolve and store an archived payload; one that cannot be read stays archived.

        Payloads that were fetched later but overtook it are taken in again: what they show
        unchanged may have been a change back from what this one shows.
        """
        outcome = self._take(id, payload, ordered=False)
        later = self.database.read(lambda store: store.payloads.overtakers(id))
        outcome.follow(self.take_again(later))
        return outcome

    def repeat(self, id: int, payload: Payload) -> Outcome:
        """Take in at its place in the order of takings, in which all that followed from it is."""
        return self._take(id, payload, ordered=True)

    def _take(self, id: int, payload: Payload, *, ordered: bool) -> Outcome:
        try:
            if not payload.complete:
                raise DataError("the answer was cut short")
            parsed = self._parse(payload)
            store = partial(self._store, id=id, payload=payload, parsed=parsed, ordered=ordered)
            return self.database.write(store)
        except SkipError as error:
            problem = str(error)
        outcome = Outcome(payloads=1)
        outcome.fail(f"{payload.url}: {problem}")
        self.database.write(partial(_judge, id=id, problem=problem, ordered=ordered))
        return outcome

    def take_again(self, ids: Iterable[int]) -> Outcome:
        """Take in what the archive holds, but for payloads that no collector here can read."""
        outcome = Outcome()
        for id in ids:
            payload = self.archived(id)
            if (payload.source, payload.collector) in self.collectors:
                outcome.add(self._take(id, payload, ordered=False))
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
        self, store: Store, id: int, payload: Payload, parsed: Sequence[Parsed], *, ordered: bool
    ) -> Outcome:
        outcome = Outcome(payloads=1)
        outcome.requests += [item for item in parsed if isinstance(item, Request)]
        outcome.refusals += [item for item in parsed if isinstance(item, Refusal)]
        storing = Storing(store, id, payload, self.mappers[payload.source], outcome)
        storing.store(
            [item for item in parsed if isinstance(item, Listing)],
            [item for item in parsed if isinstance(item, Detail)],
        )
        changed = storing.changed or outcome.new > 0
        if not ordered:
            store.payloads.reopen_overtakers(id, changed=changed)
        _judge(store, id, None, ordered=ordered, changed=changed)
        return outcome


def _judge(
    store: Store, id: int, problem: str | None, *, ordered: bool, changed: bool = False
) -> None:
    """Note what became of a payload, and its place in the order if that is new to it."""
    judged = store.payloads.judge(id, problem)
    if (judged or changed) and not ordered:
        store.payloads.order(id)
