"""The archive workbooks of 2010 to 2021: two rows a game, its score, opening and closing lines."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from mlbcore import (
    EASTERN,
    DataError,
    GameStatus,
    Listing,
    Market,
    Payload,
    Phase,
    Quote,
    RecordError,
    Refusal,
    Request,
    Side,
    Window,
)
from mlbcore_sbr.sheet import Cell, first_sheet

BOOK = "archive"
NAME = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")
FIRST_COLUMNS = ["Date", "Rot", "VH", "Team"]
SIDES = {"V": "H", "N": "N"}
AWAY_HOME, OVER_UNDER = (Side.AWAY, Side.HOME), (Side.OVER, Side.UNDER)
NO_LINE = (None, "", "NL")
# Of 41,322 pairs in nine workbooks one is beyond, -1235, and no other is shorter than -550.
SHORTEST = -900
LINES = (
    ("open", None, Market.MONEYLINE, Phase.OPENER, AWAY_HOME),
    ("close", None, Market.MONEYLINE, Phase.CLOSE, AWAY_HOME),
    ("runline", "runline", Market.RUN_LINE, Phase.CLOSE, AWAY_HOME),
    ("openou", "openou", Market.TOTAL, Phase.OPENER, OVER_UNDER),
    ("closeou", "closeou", Market.TOTAL, Phase.CLOSE, OVER_UNDER),
)


@frozen
class Half:
    """One row: what one team of a game did, and the prices beside it."""

    number: int
    date: dt.date
    rot: int
    side: str
    team: str
    cells: Sequence[Cell]


class Workbook:
    """Reads the files; nothing is asked for.

    The workbooks give no time of day: a close stands at the midnight (US Eastern) that ends its
    slate date, the latest it can have been, so that nothing as of an earlier instant sees it.
    """

    source = "sbr-archive"
    name = "workbook"
    suffixes = (".xlsx",)

    def requests(self, _: Window) -> Iterable[Request]:
        return ()

    def date(self, name: str) -> dt.date:
        found = NAME.search(name)
        if found is None:
            raise DataError(f"{name}: its name has no year of 2010 to 2029")
        return dt.date(int(found[1]), 1, 1)

    def parse(self, payload: Payload) -> Iterator[Listing | Refusal]:
        year = self.date(payload.url).year
        # A price stands to the right of its heading, so none is in the last column.
        (*head, _), *rows = first_sheet(payload.body) or [(None,)]
        if head[:4] != FIRST_COLUMNS or "Final" not in head:
            raise DataError(f"no workbook of games: its first row is {head[:5]!r}")
        columns = {str(name).replace(" ", "").lower(): at for at, name in enumerate(head)}
        seen: Counter[object] = Counter()
        for item in _pairs(_halves(rows, year)):
            if isinstance(item, Refusal):
                yield item
            else:
                yield from _game(*item, columns, seen)


def _halves(rows: Iterable[Sequence[Cell]], year: int) -> Iterator[Half | Refusal]:
    for number, cells in enumerate(rows, 2):
        if all(cell is None for cell in cells):
            continue
        try:
            yield _half(number, cells, year)
        except (TypeError, ValueError, OverflowError) as error:
            yield _refused(number, str(error))


def _half(number: int, cells: Sequence[Cell], year: int) -> Half:
    month, day = divmod(_whole(cells[0]), 100)
    side, team = cells[2], cells[3]
    if not isinstance(side, str) or not isinstance(team, str) or "\x00" in team:
        raise RecordError(f"no side and team: {side!r} {team!r}")
    return Half(number, dt.date(year, month, day), _whole(cells[1]), side, team, cells)


def _whole(cell: Cell) -> int:
    if not isinstance(cell, int | float) or isinstance(cell, bool) or cell != int(cell):
        raise RecordError(f"{cell!r} is not a whole number")
    return int(cell)


def _pairs(halves: Iterable[Half | Refusal]) -> Iterator[tuple[Half, Half] | Refusal]:
    """Two rows that follow one another and are one game; a row without its other is refused."""
    first: Half | None = None
    for item in halves:
        if isinstance(item, Refusal):
            yield item
        elif first is not None and _one_game(first, item):
            yield first, item
            first = None
        else:
            if first is not None:
                yield _alone(first)
            first = item
    if first is not None:
        yield _alone(first)


def _one_game(first: Half, second: Half) -> bool:
    return (
        first.date == second.date
        and first.rot % 2 == 1
        and second.rot == first.rot + 1
        and SIDES.get(first.side) == second.side
        and first.team != second.team
    )


def _alone(half: Half) -> Refusal:
    said = f"{half.date} {half.rot} {half.side} {half.team}"
    return _refused(half.number, f"{said} has no other row beside it that makes a game")


def _refused(number: int, reason: str) -> Refusal:
    return Refusal(external_id="?", record=f"row {number}", reason=reason)


def _game(
    away: Half, home: Half, columns: dict[str, int], seen: Counter[object]
) -> Iterator[Listing | Refusal]:
    rows = f"rows {away.number} and {home.number}"
    id = f"{away.date:%Y%m%d}-{away.rot}-{home.rot}"
    seen[id] += 1
    id += f"-{seen[id]}" if seen[id] > 1 else ""
    finals = [half.cells[columns["final"]] for half in (away, home)]
    if any(final in NO_LINE for final in finals):
        yield Refusal(external_id=id, record=rows, reason="no final score: no game was played")
        return
    matchup = away.date, away.team, home.team
    try:
        listing = Listing(
            external_id=id,
            away=away.team,
            home=home.team,
            dates=(away.date,),
            game_number=seen[matchup] + 1,
            status=GameStatus.FINAL,
            away_score=_whole(finals[0]),
            home_score=_whole(finals[1]),
        )
    except (ValueError, OverflowError) as error:
        yield Refusal(external_id=id, record=rows, reason=str(error))
        return
    seen[matchup] += 1
    found = list(_quotes(id, (away, home), columns))
    yield evolve(listing, quotes=tuple(item for item in found if isinstance(item, Quote)))
    yield from (item for item in found if isinstance(item, Refusal))


def _quotes(
    id: str, halves: tuple[Half, Half], columns: dict[str, int]
) -> Iterator[Quote | Refusal]:
    runs = _cells(halves, columns["runline"]) if "runline" in columns else []
    for heading, line_heading, market, phase, sides in LINES:
        if heading not in columns:
            continue
        at = columns[heading]
        for half, side in zip(halves, sides, strict=True):
            line = half.cells[at] if line_heading else None
            price = half.cells[at + 1 if line_heading else at]
            if price in NO_LINE or (line_heading and line in NO_LINE):
                continue
            try:
                if market is not Market.TOTAL:
                    _check_answers(runs)
                if market is Market.MONEYLINE:
                    _check_favourite(_cells(halves, at))
                yield Quote(
                    book=BOOK,
                    market=market,
                    side=side,
                    price=price,
                    line=_runs(line),
                    phase=phase,
                    observed_at=_end(half.date) if phase is Phase.CLOSE else None,
                )
            except (ValueError, OverflowError) as error:
                record = f"row {half.number} {market} {side} {phase}"
                yield Refusal(external_id=id, record=record, reason=str(error))


def _cells(halves: Iterable[Half], at: int) -> list[float]:
    """The numbers of a column."""
    cells = (half.cells[at] for half in halves)
    return [cell for cell in cells if isinstance(cell, int | float)]


def _check_answers(runs: Sequence[float]) -> None:
    """Raise RecordError, for both sides, where the rows show the prices of two games."""
    if len(runs) == 2 and runs[0] != -runs[1]:
        away, home = runs
        raise RecordError(f"the run lines {away:+} and {home:+} do not answer each other")


def _check_favourite(prices: Iterable[float]) -> None:
    """Raise RecordError, for both sides, where one is a price of a game that is under way."""
    for price in prices:
        if price <= SHORTEST:
            raise RecordError(f"a favourite at {price}, beyond {SHORTEST}, is none before a game")


def _runs(cell: Cell) -> float | None:
    """A line in runs, half a run being written 8.5 or 8½."""
    if cell is None:
        return None
    if isinstance(cell, str) and cell.endswith("½"):
        return float(cell[:-1] or 0) + 0.5
    if not isinstance(cell, int | float):
        raise RecordError(f"line {cell!r} is not a number")
    return cell


def _end(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), EASTERN).astimezone(dt.UTC)
