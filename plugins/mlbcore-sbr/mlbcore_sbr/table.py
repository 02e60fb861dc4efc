"""The history of a line as a table of the page, saved without the page's data.

It names neither the game's start nor the book: its rows are kept under a book nobody can bet at.
Newest first, in US Eastern time on a 12-hour clock, without a year; the opener stands in a table
of its own above, and again as the last row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from mlbcore import EASTERN, DataError, Detail, Market, Payload, Phase, Quote, RecordError, Refusal
from mlbcore_sbr.prices import Shown
from mlbcore_sbr.wire import Line

UNNAMED = "unnamed"
OPENER = "Opener"
TIME = "Time"
COLUMNS = 3
GAME = re.compile(r"/line-history/(\d+)")
# Bounded on both sides of the word: unbounded, a class of nothing but the word takes for ever.
CELL = re.compile(rb'<div class="[^"<>]{0,200}Rows_RowData[^"<>]{0,200}">(?:<b>)?([^<>]*)')
CLOCK = re.compile(r"(\d\d?)/(\d\d?) (1[0-2]|0?[1-9]):(\d\d) ([ap]m)", re.ASCII)
PRICE = re.compile(r"(?:([+-]?\d+(?:\.\d+)?) )?([+-]\d{3,9})", re.ASCII)


@frozen
class Tick:
    """A row: its time as the table has it, and what it says of away and home."""

    time: str
    away: str
    home: str


def table_detail(payload: Payload) -> Iterator[Detail | Refusal]:
    """The prices of the table. Raises DataError for a page without one, or with several."""
    address = GAME.search(payload.url)
    if address is None:
        raise DataError(f"{payload.url} does not say which game's history the page is")
    opener, ticks = _read(payload.body)
    refused: list[Refusal] = []
    quotes = [quote for tick in opener for quote in _quotes(address[1], tick, None, refused)]
    earlier = None
    for tick in reversed(ticks):
        try:
            earlier = _instant(tick.time, payload.date, earlier)
        except RecordError as error:
            record = f"{UNNAMED} tick"
            refused.append(Refusal(external_id=address[1], record=record, reason=str(error)))
            continue
        quotes += _quotes(address[1], tick, earlier, refused)
    yield Detail(external_id=address[1], quotes=tuple(quotes))
    yield from refused


def _read(html: bytes) -> tuple[Sequence[Tick], Sequence[Tick]]:
    """The opener's row, and all rows of the history."""
    cells = [cell.decode(errors="replace").strip() for cell in CELL.findall(html)]
    rows = [tuple(cells[at : at + COLUMNS]) for at in range(0, len(cells), COLUMNS)]
    heads = [at for at, row in enumerate(rows) if row[0] == TIME]
    if (
        len(rows) < COLUMNS
        or len(cells) % COLUMNS
        or rows[0] != ("", OPENER, "")
        or heads[:1] != [1]
    ):
        raise DataError("the page has neither data nor the table of a line's history")
    if len(heads) != 2 or rows[heads[0]] != rows[heads[1]] or ("", OPENER, "") in rows[1:]:
        raise DataError("the page has several tables, and none says whose it is")
    return [Tick(*row) for row in rows[2 : heads[1]]], [Tick(*row) for row in rows[heads[1] + 1 :]]


def _quotes(
    external_id: str, tick: Tick, shown_at: dt.datetime | None, refused: list[Refusal]
) -> list[Quote]:
    phase = Phase.OPENER if shown_at is None else Phase.PREGAME
    away, home = PRICE.fullmatch(tick.away), PRICE.fullmatch(tick.home)
    if away is None or home is None:
        reason = f"{tick.away!r} and {tick.home!r} are no prices"
        record = f"{UNNAMED} {phase}"
        refused.append(Refusal(external_id=external_id, record=record, reason=reason))
        return []
    line = Line(awayOdds=int(away[2]), homeOdds=int(home[2]))
    market = Market.MONEYLINE
    if away[1] or home[1]:
        market = Market.RUN_LINE
        line.awaySpread, line.homeSpread = (cell[1] and float(cell[1]) for cell in (away, home))
    return Shown(external_id, market, phase, shown_at).quotes(UNNAMED, line, refused)


def _instant(text: str, slate: dt.date, earlier: dt.datetime | None) -> dt.datetime:
    """The instant of a row, of the year that puts it last before the end of the slate date.

    An hour that the clock shows twice is the second where the first would go back in time.
    """
    read = CLOCK.fullmatch(text)
    if read is None:
        raise RecordError(f"{text!r} is no time of a table")
    month, day, hour, minute = map(int, read.group(1, 2, 3, 4))
    try:
        date = dt.date(slate.year, month, day)
        if date > slate + dt.timedelta(days=1):
            date = date.replace(year=slate.year - 1)
        clock = dt.time(hour % 12 + 12 * (read[5] == "pm"), minute, tzinfo=EASTERN)
    except ValueError as error:
        raise RecordError(f"{text!r} is no time: {error}") from error
    shown_at = dt.datetime.combine(date, clock).astimezone(dt.UTC)
    if shown_at.astimezone(EASTERN).time() != clock.replace(tzinfo=None):
        raise RecordError(f"{text!r} is an hour that no clock showed")
    if earlier is not None and shown_at < earlier:
        return dt.datetime.combine(date, clock.replace(fold=1)).astimezone(dt.UTC)
    return shown_at
