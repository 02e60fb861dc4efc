"""Every price of every recorded workbook, read here by its headings."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from mlbcore import EASTERN, Listing, Market, Payload, Phase, Quote, Refusal, Side
from mlbcore_sbr.workbook import Workbook

YEARS = (2010, 2011, 2012, 2013, 2014, 2015, 2016, 2019, 2020)
# Where a price stands, from its heading on, and where its line.
MONEYLINE = {"Open": (Phase.OPENER, 0, None), "Close": (Phase.CLOSE, 0, None)}
RUN_LINE = {"RunLine": (Phase.CLOSE, 1, 0)}
TOTAL = {"OpenOU": (Phase.OPENER, 1, 0), "CloseOU": (Phase.CLOSE, 1, 0)}
SIDES = (
    (Market.MONEYLINE, MONEYLINE, (Side.AWAY, Side.HOME)),
    (Market.RUN_LINE, RUN_LINE, (Side.AWAY, Side.HOME)),
    (Market.TOTAL, TOTAL, (Side.OVER, Side.UNDER)),
)
NONE = (None, "NL")

pytestmark = [pytest.mark.shared, pytest.mark.slow]


def parsed(content: bytes, year: int) -> list[Listing | Refusal]:
    payload = Payload(
        source="sbr-archive",
        collector="workbook",
        date=dt.date(year, 1, 1),
        url=f"file:mlb-odds-{year}.xlsx",
        fetched_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        body=content,
    )
    return list(Workbook().parse(payload))


def rows_of(games: list[Listing], rows: list[Any]) -> Iterator[tuple[Listing, tuple[Any, Any]]]:
    """The two rows of each game, in the order of the sheet."""
    at = iter(range(len(rows)))
    for game in games:
        day, rot = game.external_id.split("-")[:2]
        wanted = (int(day[4:]), int(rot))
        place = next(place for place in at if rows[place][:2] == wanted)
        yield game, (rows[place], rows[place + 1])


def prices(game: Listing, pair: tuple[Any, Any], head: list[str]) -> Iterator[tuple[object, ...]]:
    midnight = dt.datetime.combine(game.dates[0] + dt.timedelta(days=1), dt.time(), EASTERN)
    for market, headings, sides in SIDES:
        for heading, (phase, price_at, line_at) in headings.items():
            if heading not in head:
                continue
            for row, side in zip(pair, sides, strict=True):
                cells = row[head.index(heading) :]
                price, line = cells[price_at], None if line_at is None else cells[line_at]
                if price in NONE or (line_at is not None and line in NONE):
                    continue
                runs = float(str(line).replace("½", ".5")) if line is not None else None
                observed_at = midnight if phase is Phase.CLOSE else None
                even = 100 if price == -100 else price
                yield market, side, phase, even, runs, observed_at


def told(quote: Quote) -> tuple[object, ...]:
    assert (quote.book, quote.period, quote.team) == ("archive", "game", None)
    line = None if quote.line is None else float(quote.line)
    return quote.market, quote.side, quote.phase, quote.price, line, quote.observed_at


@pytest.mark.parametrize("year", YEARS)
def test_every_price_of_a_recorded_workbook_is_a_quote_or_refused(shared: Path, year: int) -> None:
    content = (shared / f"data/archives/mlb-odds-{year}.xlsx").read_bytes()
    found = parsed(content, year)
    games = [item for item in found if isinstance(item, Listing)]
    first, *rows = load_workbook(BytesIO(content), read_only=True).worksheets[0].values
    head = [str(name).replace(" ", "") for name in first]
    missing: Counter[tuple[object, ...]] = Counter()
    for game, pair in rows_of(games, rows):
        expected, given = Counter(prices(game, pair, head)), Counter(map(told, game.quotes))
        assert given <= expected, game.external_id
        missing += expected - given
        assert (game.away, game.home, game.start, game.venue) == (
            pair[0][3],
            pair[1][3],
            None,
            None,
        )
    refused = [item for item in found if isinstance(item, Refusal) and item.external_id != "?"]
    of_prices = [item for item in refused if " and " not in item.record]
    assert missing.total() == len(of_prices)
