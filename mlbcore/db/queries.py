"""Statements as the log tells them: by their text, cut, and how long they took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from psycopg import Copy, Cursor

from mlbcore.log import cut, hears_of, tell
from mlbcore.log.events import QueryFinished

LONGEST = 500  # characters


class TimedCursor(Cursor[Any]):
    """Tells what a statement took, where anybody hears of it; never its parameters."""

    def execute(self, query: Any, *given: Any, **options: Any) -> Self:
        with Timing(query):
            return super().execute(query, *given, **options)

    def executemany(self, query: Any, *given: Any, **options: Any) -> None:
        with Timing(query):
            super().executemany(query, *given, **options)

    @contextmanager
    def copy(self, statement: Any, *given: Any, **options: Any) -> Iterator[Copy]:
        with Timing(statement), super().copy(statement, *given, **options) as lines:
            yield lines


class Timing:
    """Around a statement; a class, since it is entered for each."""

    def __init__(self, query: object) -> None:
        self.query = query

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        seconds = time.perf_counter() - self.began
        if hears_of(seconds):
            query = cut(" ".join(str(self.query).split()), LONGEST)
            tell(QueryFinished(query=query, seconds=seconds))
