"""The predecessor's tables as a source: a payload is all that they say of one date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from mlbcore.collecting import Request, Window
from mlbcore.errors import DataError, RecordError
from mlbcore.legacy.games import Meeting, meetings_by_id, old_id, stated_date
from mlbcore.legacy.ids import SOURCE
from mlbcore.legacy.reading import read_slate
from mlbcore.legacy.sheets import GAMES, SPLITS, OldRow, Sheet, Sheets, pack, rows_of, unpack
from mlbcore.models import Listing, Payload, Refusal

COLLECTOR = "tables"


class LegacyTables:
    """Reads what ``bundles`` made; nothing is asked for."""

    source = SOURCE
    name = COLLECTOR
    suffixes = (".json",)

    def requests(self, _: Window) -> Iterable[Request]:
        return ()

    def date(self, name: str) -> dt.date:
        try:
            return dt.date.fromisoformat(name.removesuffix(".json"))
        except ValueError as error:
            raise DataError(f"{name}: its name is no date") from error

    def parse(self, payload: Payload) -> Iterator[Listing | Refusal]:
        slate = read_slate(unpack(payload.body))
        yield from slate.listings
        yield from slate.refusals


def bundles(tables: Sheets) -> dict[dt.date, bytes]:
    """The rows by the date they are of, for the archive: every cell as it was written.

    What tells no date goes with the first. Raises DataError where no row tells any.
    """
    games = meetings_by_id(tables)
    dates = {table: [_date(row, games) for row in rows_of(table, tables)] for table in tables}
    known = sorted({date for found in dates.values() for date in found if date})
    if not known:
        numbered = (
            "" if GAMES in tables else ": prices name their games by number, so give games too"
        )
        raise DataError(f"no row of the tables tells a date{numbered}")
    parts: dict[dt.date, dict[str, Sheet]] = {date: {} for date in known}
    for table, sheet in tables.items():
        for date, cells in zip(dates[table], sheet.rows, strict=True):
            part = parts[date or known[0]]
            part.setdefault(table, Sheet(sheet.columns, [])).rows.append(cells)
    return {date: pack(part) for date, part in parts.items()}


def _date(row: OldRow, games: Mapping[str, Meeting]) -> dt.date | None:
    known = games.get(old_id(row, "game_id") or "") if row.table != SPLITS else None
    try:
        return known.date if known else stated_date(row)
    except RecordError:
        return None  # refused, with its reason, where the row is read
