"""The pages of dates, each rendered once for every state of the database."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from attrs import frozen

from mlbcore.db.figures import state_seen
from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.ops.meters import Meters

Render = Callable[[Store, dt.date, dt.datetime | None], str]
Key = tuple[dt.date, dt.datetime | None]
MOST = 32


@frozen
class Page:
    state: str
    rendered_at: float
    text: str


class KeptPages:
    """Gives a page again while nothing was written, for ``max_age`` seconds at most.

    What is asked first is the state of the database: so a page is never older than a write that
    was committed before it was asked for.
    """

    def __init__(self, database: Database, render: Render, meters: Meters, max_age: float) -> None:
        self.database = database
        self.render = render
        self.meters = meters
        self.max_age = max_age
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        # One at a time: rendering is this process's own work, and threads share that.
        self.lock = threading.Lock()

    def page(self, date: dt.date, as_of: dt.datetime | None) -> str:
        """The page of a slate date. Raises DatabaseError."""
        with self.lock, self.database.reading() as store:
            state = state_seen(store.connection)
            kept = self.pages.get((date, as_of))
            if kept is None or not self._holds(kept, state):
                kept = Page(state, time.monotonic(), self.render(store, date, as_of))
                self.meters.pages.labels("rendered").inc()
            else:
                self.meters.pages.labels("kept").inc()
            self._keep((date, as_of), kept)
            return kept.text

    def _holds(self, kept: Page, state: str) -> bool:
        return kept.state == state and time.monotonic() - kept.rendered_at <= self.max_age

    def _keep(self, key: Key, page: Page) -> None:
        self.pages[key] = page
        self.pages.move_to_end(key)
        if len(self.pages) > MOST:
            self.pages.popitem(last=False)
