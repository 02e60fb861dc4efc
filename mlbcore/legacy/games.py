"""The old table of games: which game a row is of, by what is said of it and not by its number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from attrs import evolve

from mlbcore.errors import DataError, RecordError
from mlbcore.legacy import cells
from mlbcore.legacy.ids import team_code
from mlbcore.legacy.sheets import GAMES, OldRow, Sheets, rows_of
from mlbcore.models import EASTERN, GameStatus, Listing, slate_date
from mlbcore.models.game import check_pairing
from mlbcore.models.time import FIRST_SEASON, LAST_SEASON

STATUSES = {status.value: status for status in GameStatus} | {
    "completed": GameStatus.FINAL,
    "complete": GameStatus.FINAL,
    "game over": GameStatus.FINAL,
    "in_progress": GameStatus.LIVE,
    "in progress": GameStatus.LIVE,
    "canceled": GameStatus.CANCELLED,
}
IDS_ELSEWHERE = {
    "mlb": "mlb_stats_api_game_id",
    "sbr": "sportsbookreview_game_id",
    "action": "action_network_game_id",
}
LONGEST_TEXT = 200
SIDE_COLUMNS = ("away", "home")


class Meeting(NamedTuple):
    """The date, the teams and the start that a row states."""

    date: dt.date
    away: str
    home: str
    start: dt.datetime | None

    @property
    def external_id(self) -> str:
        """The id of the game in our archive: the old numbers are of one database only."""
        clock = f"{self.start.astimezone(EASTERN):%H%M}" if self.start else "unknown"
        return f"{self.date:%Y%m%d}-{self.away}-{self.home}-{clock}"


def meeting(row: OldRow) -> Meeting:
    """What a row of any of the tables states of its game. Raises RecordError."""
    away, home = teams(row)
    check_pairing(away, home)
    return Meeting(stated_date(row), away, home, _start(row))


def stated_date(row: OldRow) -> dt.date:
    """The slate date that a row of any of the tables states. Raises RecordError."""
    start = cells.instant(row.cells.get("game_datetime"))
    date = cells.date_of(row.cells.get("game_date")) or (slate_date(start) if start else None)
    if date is None:
        raise RecordError("neither game_date nor game_datetime")
    if not FIRST_SEASON <= date.year <= LAST_SEASON:
        raise RecordError(f"{date} is not of any season")
    return date


def teams(row: OldRow) -> tuple[str, str]:
    """Away and home, as a row of any of the tables states them. Raises RecordError."""
    away, home = (team_code(_required(row, f"{side}_team")) for side in SIDE_COLUMNS)
    return away, home


def old_id(row: OldRow, column: str) -> str | None:
    """The old number of a game, as it is written in a column."""
    return cells.reference(row.cells.get(column))


def meetings_by_id(sheets: Sheets) -> dict[str, Meeting]:
    """The game of each old number, if it is taken. Raises DataError for a number of two games."""
    found: dict[str, Meeting] = {}
    for row in rows_of(GAMES, sheets):
        try:
            old_game(row)
            met = meeting(row)
        except RecordError:
            continue  # refused, with its reason, where the row is read
        if (id := old_id(row, "id")) and found.setdefault(id, met) != met:
            raise DataError(f"{GAMES}: id {id} is {found[id].external_id} and {met.external_id}")
    return found


def old_game(row: OldRow) -> Listing:
    """The game of a row. Raises RecordError for what cannot be true of one."""
    met = meeting(row)
    status = STATUSES.get((cells.said(row.cells.get("game_status")) or "").lower())
    away, home = _score(row, met) if status is GameStatus.FINAL else (None, None)
    venue = cells.said(row.cells.get("venue_name"))
    return evolve(
        bare(met),
        status=status,
        away_score=away,
        home_score=home,
        venue=venue and venue[:LONGEST_TEXT],
        elsewhere=tuple(
            (source, id)
            for source, column in IDS_ELSEWHERE.items()
            if (id := old_id(row, column)) and id.isdecimal()
        ),
    )


def bare(met: Meeting) -> Listing:
    """A game of which no more than its meeting is told."""
    return Listing(
        external_id=met.external_id,
        away=met.away,
        home=met.home,
        dates=(met.date,),
        start=met.start,
    )


def merged(listings: Iterable[Listing]) -> dict[str, Listing]:
    """Rows of one game as one: what one leaves open another may tell.

    A score of which two are told is none.
    """
    rows: dict[str, list[Listing]] = defaultdict(list)
    for one in listings:
        rows[one.external_id].append(one)
    return {id: _one(same) for id, same in rows.items()}


def _one(same: Sequence[Listing]) -> Listing:
    first = max(same, key=lambda one: (one.status is GameStatus.FINAL, str(one)))
    scores = {(one.away_score, one.home_score) for one in same} - {(None, None)}
    away, home = scores.pop() if len(scores) == 1 else (None, None)
    ids = sorted({id for one in same for id in one.elsewhere})
    return evolve(first, away_score=away, home_score=home, elsewhere=tuple(ids))


def _start(row: OldRow) -> dt.datetime | None:
    """The start; midnight US Eastern stands for a date without one."""
    start = cells.instant(row.cells.get("game_datetime"))
    if start is None or start.astimezone(EASTERN).time() == dt.time():
        return None
    return start


def _score(row: OldRow, met: Meeting) -> tuple[int | None, int | None]:
    """Away and home; no game ends with nothing. Raises RecordError against ``winning_team``."""
    away, home = (cells.counted(row.cells.get(f"{side}_score")) for side in SIDE_COLUMNS)
    if away is None or home is None or away == home == 0:
        return None, None
    winner = cells.said(row.cells.get("winning_team"))
    if winner and team_code(winner) != (met.away if away > home else met.home):
        raise RecordError(f"{winner} won, and {met.away} {away}, {met.home} {home} is its score")
    return away, home


def _required(row: OldRow, column: str) -> str:
    said = cells.said(row.cells.get(column))
    if said is None:
        raise RecordError(f"no {column}")
    return said[:LONGEST_TEXT]
