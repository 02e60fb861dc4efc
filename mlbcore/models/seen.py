"""A stored price or split with who showed it and when we learned it."""

from __future__ import annotations

import datetime as dt

from attrs import frozen

from mlbcore.models.quote import Quote
from mlbcore.models.split import Split


@frozen
class Seen:
    """A quote of a game as one source showed it."""

    game: int
    source: str
    recorded_at: dt.datetime
    quote: Quote


@frozen
class SeenSplit:
    """A split of a game as one source showed it."""

    game: int
    source: str
    recorded_at: dt.datetime
    split: Split
