"""What a parser gives: a game as one source lists it, and what it could not take."""

from __future__ import annotations

import datetime as dt

from attrs import frozen

from mlbcore.errors import RecordError
from mlbcore.models.game import GameStatus, check_score
from mlbcore.models.quote import Quote
from mlbcore.models.setting import Context, Pitcher, Starter, Venue, Weather
from mlbcore.models.split import Split
from mlbcore.models.time import check_aware, check_text, check_year

MOST_GAMES = 9  # a team plays two at the most


@frozen(kw_only=True)
class Listing:
    """A game as a source lists it, with the prices and splits shown beside it.

    ``away`` and ``home`` are the source's own names or ids for the teams, which its IdMapper
    knows. ``dates`` are the dates the source lists it under, where it says so. ``elsewhere`` are
    the ids that it says other sources give the game, each with its source. Raises RecordError for
    half a score or a naive start.
    """

    external_id: str
    away: str
    home: str
    dates: tuple[dt.date, ...] = ()
    start: dt.datetime | None = None
    start_tbd: bool = False
    game_number: int | None = None
    status: GameStatus | None = None
    venue: str | None = None
    away_score: int | None = None
    home_score: int | None = None
    quotes: tuple[Quote, ...] = ()
    splits: tuple[Split, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.external_id:
            raise RecordError("a listed game without an id")
        check_text(self.external_id, self.away, self.home, self.venue or "")
        check_score(self.away_score, self.home_score)
        if self.game_number is not None and not 1 <= self.game_number <= MOST_GAMES:
            raise RecordError(f"game {self.game_number} of a day")
        if self.start is not None:
            check_aware("start", self.start)
            check_year(self.start)


@frozen(kw_only=True)
class Detail:
    """What a page says of a game beside how it is listed: the game is known by its id alone.

    It may come with the game's listing, or on a page of its own that names nothing but the id.
    """

    external_id: str
    quotes: tuple[Quote, ...] = ()
    splits: tuple[Split, ...] = ()
    venue: Venue | None = None
    weather: Weather | None = None
    context: Context | None = None
    pitchers: tuple[Pitcher, ...] = ()
    starters: tuple[Starter, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.external_id:
            raise RecordError("a detail of a game without an id")
        check_text(self.external_id)


@frozen(kw_only=True)
class Refusal:
    """A record that was not taken: which game and record of the source, and why."""

    external_id: str
    record: str
    reason: str

    def __str__(self) -> str:
        return f"game {self.external_id}, {self.record}: {self.reason}"
