"""A process that renders pages, so that those who answer probes never wait for that work."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Self

from attrs import field, frozen

from mlbcore.db.pool import Database
from mlbcore.db.store import Store
from mlbcore.errors import MlbcoreError
from mlbcore.masking import HIDDEN, MaskedText
from mlbcore.scope import Scope, begin, current
from mlbcore.settings import DatabaseSettings

# Seconds after which a page is given up.
LONGEST = 60
# How much less the work presses than answering does.
NICE = 10

Draw = Callable[[Store, dt.date, dt.datetime | None], str]


@frozen
class Canvas:
    """What the process needs: a function that any process can import, and where it reads."""

    draw: Draw
    dsn: str = field(repr=False)
    settings: DatabaseSettings

    def page(self, date: dt.date, as_of: dt.datetime | None) -> bytes | MlbcoreError:
        """A page in UTF-8, or why there is none."""
        try:
            with Database(self.dsn, self.settings) as database, database.reading() as store:
                return self.draw(store, date, as_of).encode()
        except MlbcoreError as error:
            return error


class Renderer:
    """A context manager; called by one thread at a time. A process that died is started again."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def __call__(self, date: dt.date, as_of: dt.datetime | None) -> bytes:
        """The page of a slate date, in UTF-8. Raises MlbcoreError."""
        if not self.process.is_alive():
            self.__exit__()
            self._start()
        try:
            self.pipe.send((date, as_of))
            if not self.pipe.poll(LONGEST):
                self.process.kill()
            page: bytes | MlbcoreError = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise MlbcoreError("the page could not be rendered: stderr says why") from error
        if isinstance(page, MlbcoreError):
            raise page
        return page

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(
            target=_render,
            args=(theirs, self.canvas, HIDDEN.values, current()),
            name="renderer",
            daemon=True,
        )
        self.process.start()
        # Theirs alone, so that each end sees when the other is gone.
        theirs.close()


def _render(pipe: Connection, canvas: Canvas, hidden: frozenset[str], scope: Scope) -> None:
    """Until the process that asks ends, however it does; ``hidden`` is what no text may show."""
    HIDDEN.add(*hidden)
    begin(**scope._asdict())
    sys.stderr = MaskedText(sys.stderr.buffer, errors="backslashreplace", line_buffering=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    while True:
        try:
            asked = pipe.recv()
        except EOFError:
            return
        pipe.send(canvas.page(*asked))
