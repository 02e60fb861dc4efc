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
from mlbcore.ops.meters import Meters

Render = Callable[[dt.date, dt.datetime | None], bytes]
Key = tuple[dt.date, dt.datetime | None]
MOST = 32


@frozen
class Page:
    state: str
    rendered_at: float
    body: bytes


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
        self.lock = threading.Lock()
        # Who waits for it may find what it came for; others' kept pages do not wait.
        self.rendering = threading.Lock()

    def page(self, date: dt.date, as_of: dt.datetime | None) -> bytes:
        """The page of a slate date, in UTF-8. Raises DatabaseError."""
        key = (date, as_of)
        kept = self._kept(key, self._state())
        if kept is None:
            with self.rendering:
                state = self._state()
                kept = self._kept(key, state) or self._rendered(key, state)
        return kept.body

    def _state(self) -> str:
        with self.database.reading() as store:
            return state_seen(store.connection)

    def _kept(self, key: Key, state: str) -> Page | None:
        with self.lock:
            page = self.pages.get(key)
            if page is None or page.state != state:
                return None
            if time.monotonic() - page.rendered_at > self.max_age:
                return None
            self.pages.move_to_end(key)
        self.meters.pages.labels("kept").inc()
        return page

    def _rendered(self, key: Key, state: str) -> Page:
        page = Page(state, time.monotonic(), self.render(*key))
        self.meters.pages.labels("rendered").inc()
        with self.lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            if len(self.pages) > MOST:
                self.pages.popitem(last=False)
        return page
