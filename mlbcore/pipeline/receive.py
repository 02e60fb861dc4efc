"""From what came of a request to what became of it."""

from __future__ import annotations

from functools import partial

from mlbcore.db.store import Store
from mlbcore.errors import BlockedError
from mlbcore.models import Payload
from mlbcore.pipeline.answers import Fetched, NoAnswer, Unchanged
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import Outcome, cause


def receive(ingest: Ingest, fetched: Fetched) -> Outcome:
    """Archive what came, then take it in; what is evidence is kept with why, and never parsed."""
    if isinstance(fetched, NoAnswer):
        return _evidence(ingest, fetched)
    if isinstance(fetched, Unchanged):
        return ingest.take(*ingest.database.write(partial(_see, fetched=fetched)))
    return ingest.take(*ingest.archive(fetched))


def _evidence(ingest: Ingest, fetched: NoAnswer) -> Outcome:
    """A page that blocks us is no payload of the unit: where there are only such, none answered."""
    ingest.database.write(partial(_keep, fetched=fetched))
    outcome = Outcome()
    if not isinstance(fetched.error, BlockedError):
        outcome.payloads = outcome.unread = 1
    outcome.fail(str(fetched.error), cause(fetched.error))
    return outcome


def _keep(store: Store, fetched: NoAnswer) -> None:
    id, _ = store.payloads.keep(fetched.payload)
    store.payloads.judge(id, str(fetched.error))


def _see(store: Store, fetched: Unchanged) -> tuple[int, Payload]:
    return store.payloads.keep_unchanged(fetched.payload, fetched.fetched_at)
