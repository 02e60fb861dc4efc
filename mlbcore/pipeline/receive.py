"""From what came of requests to what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mlbcore.db.store import Store
from mlbcore.errors import BlockedError
from mlbcore.log import hears, tell
from mlbcore.log.events import PayloadArchived
from mlbcore.pipeline.answers import Fetched, NoAnswer, Unchanged
from mlbcore.pipeline.ingest import Archived, Ingest
from mlbcore.pipeline.outcome import Outcome, cause


def receive(ingest: Ingest, came: Sequence[Fetched]) -> list[Outcome]:
    """Archive what came in one transaction, then take it in; gives what became of each.

    What is evidence is kept with why, and never parsed.
    """
    if not came:
        return []
    archived = ingest.database.write(lambda store: [_archived(store, one) for one in came])
    _tell(archived)
    taken = iter(ingest.take_all([one for one in archived if one is not None]))
    return [_failed(one) if isinstance(one, NoAnswer) else next(taken) for one in came]


def _archived(store: Store, fetched: Fetched) -> Archived | None:
    if isinstance(fetched, NoAnswer):
        id, _ = store.payloads.keep(fetched.payload)
        store.takings.judge(id, str(fetched.error))
        return None
    if isinstance(fetched, Unchanged):
        return store.payloads.keep_unchanged(fetched.payload, fetched.fetched_at)
    return store.payloads.keep(fetched)


def _tell(archived: Iterable[Archived | None]) -> None:
    for id, payload in filter(None, archived) if hears("INFO") else ():
        tell(
            PayloadArchived(
                payload=id,
                source=payload.source,
                collector=payload.collector,
                date=payload.date,
                url=payload.url,
                size=len(payload.body),
                complete=payload.complete,
            )
        )


def _failed(fetched: NoAnswer) -> Outcome:
    """A page that blocks us is no payload of the unit: where there are only such, none answered."""
    outcome = Outcome()
    if not isinstance(fetched.error, BlockedError):
        outcome.payloads = outcome.unread = 1
    outcome.fail(str(fetched.error), cause(fetched.error))
    return outcome
