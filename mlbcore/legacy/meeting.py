"""Which game a row of prices or splits is of: by its old number, or one to one by start."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from mlbcore.errors import RecordError
from mlbcore.legacy import cells
from mlbcore.legacy.games import Meeting, meeting, meetings_by_id, old_id, teams
from mlbcore.legacy.sheets import SPLITS, OldRow, Sheets
from mlbcore.models.game import pairing

Matchup = tuple[dt.date, str, str]
EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)


class Finder:
    """Finds the game of each row. ``rows`` are all those of prices and splits."""

    def __init__(self, sheets: Sheets, rows: Iterable[OldRow]) -> None:
        self.by_id = meetings_by_id(sheets)
        self.listed = _by_matchup(self.by_id.values())
        self.told = _by_matchup(own for row in rows if (own := self._own(row)))

    def find(self, row: OldRow) -> Meeting:
        """The game of a row. Raises RecordError where that is not certain."""
        known = self._known(row)
        if known is None:
            return self._placed(row)
        if cells.said(row.cells.get("home_team")) and teams(row) != (known.away, known.home):
            own, its = pairing(*teams(row)), pairing(known.away, known.home)
            raise RecordError(f"it is of {own}, and its game is {its}")
        return known

    def _known(self, row: OldRow) -> Meeting | None:
        """By the number of its game; the splits' numbers are those of their sources."""
        id = old_id(row, "game_id")
        return self.by_id.get(id) if id and row.table != SPLITS else None

    def _own(self, row: OldRow) -> Meeting | None:
        """What a row without a game of its number states itself."""
        try:
            return None if self._known(row) else meeting(row)
        except RecordError:
            return None  # refused, with its reason, where the row is read

    def _placed(self, row: OldRow) -> Meeting:
        if "home_team" not in row.cells:
            raise RecordError(f"there is no game {old_id(row, 'game_id')} in the table of games")
        own = meeting(row)
        listed, told = (games[own[:3]] for games in (self.listed, self.told))
        if not listed or own in listed:
            return own
        if len(listed) != len(told):
            raise RecordError(
                f"{len(told)} starts of {pairing(own.away, own.home)} on {own.date} where the games"
                f" have {len(listed)}, and none is the same"
            )
        return listed[told.index(own)]


def _by_matchup(meetings: Iterable[Meeting]) -> defaultdict[Matchup, list[Meeting]]:
    """The games of each date and teams, in order of start."""
    found: defaultdict[Matchup, list[Meeting]] = defaultdict(list)
    for one in sorted(set(meetings), key=lambda one: (one[:3], one.start or EARLIEST)):
        found[one[:3]].append(one)
    return found
