"""Every recorded page gives every field on it, read here by plain JSON."""

from __future__ import annotations

import datetime as dt
import json
import lzma
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mlbcore import GameStatus, Listing, Market, Payload, Phase, Quote, Request, Side, Split
from mlbcore_sbr.day import PAGES
from mlbcore_sbr.ids import SbrIds

MONEY_LINE = PAGES[0]
NAMES = {Phase.OPENER: "openingLine", Phase.CLOSE: "currentLine"}
PICKED = {
    ("moneyline", "away"): "awayMoneyLinePickPercent",
    ("moneyline", "home"): "homeMoneyLinePickPercent",
    ("run_line", "away"): "awaySpreadPickPercent",
    ("run_line", "home"): "homeSpreadPickPercent",
    ("total", "over"): "overPickPercent",
    ("total", "under"): "underPickPercent",
}

pytestmark = pytest.mark.shared


def recorded(shared: Path) -> Iterator[bytes]:
    with tarfile.open(shared / "data/sbr/pages/2025.tar.xz") as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file:
                yield file.read()


def parsed(body: bytes) -> list[Listing]:
    """The listings of a page, which gives nothing else but requests."""
    page = Payload(
        source="sbr",
        collector="money-line",
        date=dt.date(2025, 7, 2),
        url="https://www.sportsbookreview.com/",
        fetched_at=dt.datetime(2026, 7, 2, tzinfo=dt.UTC),
        body=body,
    )
    found = [item for item in MONEY_LINE.parse(page) if not isinstance(item, Request)]
    listings = [item for item in found if isinstance(item, Listing)]
    assert len(found) == len(listings)
    return listings


def rows(data: bytes) -> list[Any]:
    tables = json.loads(data)["props"]["pageProps"]["oddsTables"]
    return [row for table in tables for row in table["oddsTableModel"]["gameRows"]]


def game(view: dict[str, Any]) -> tuple[object, ...]:
    final = view["status"] == "1"
    return (
        str(view["gameId"]),
        view["awayTeam"]["shortName"],
        view["homeTeam"]["shortName"],
        dt.datetime.fromisoformat(view["startDate"]),
        GameStatus.FINAL if final else None,
        view["venueName"],
        view["awayTeamScore"] if final else None,
        view["homeTeamScore"] if final else None,
    )


def test_every_field_of_every_recorded_page_is_what_it_says(shared: Path) -> None:
    for data in recorded(shared):
        shown = rows(data)
        listings = parsed(b'<script id="__NEXT_DATA__">' + data + b"</script>")
        date = dt.date.fromisoformat(json.loads(data)["query"]["date"])
        assert {item.dates for item in listings} == {(date,)}
        assert all(SbrIds().game(item).dates == (date,) for item in listings)
        assert [game(row["gameView"]) for row in shown] == [
            (
                *(item.external_id, item.away, item.home, item.start, item.status),
                *(item.venue, item.away_score, item.home_score),
            )
            for item in listings
        ]
        for row, item in zip(shown, listings, strict=True):
            assert prices(row) == list(item.quotes)
            assert picks(row["gameView"]) == list(item.splits)
            assert not item.start_tbd
            assert item.game_number is None


def prices(row: dict[str, Any]) -> list[Quote]:
    start = dt.datetime.fromisoformat(row["gameView"]["startDate"])
    return [
        Quote(
            book=view["sportsbook"],
            market=Market.MONEYLINE,
            side=Side(side),
            price=view[when][f"{side}Odds"],
            phase=phase,
            observed_at=start if phase is Phase.CLOSE else None,
        )
        for view in row["oddsViews"]
        if view
        for phase, when in NAMES.items()
        for side in ("away", "home")
        if view[when][f"{side}Odds"]
    ]


def picks(view: dict[str, Any]) -> list[Split]:
    consensus = view["consensus"] or dict.fromkeys(PICKED.values(), 0)
    markets = {market for (market, _), name in PICKED.items() if consensus[name]}
    return [
        Split(
            book="picks",
            market=Market(market),
            side=Side(side),
            picks_percent=consensus[name],
            phase=Phase.CLOSE,
            observed_at=dt.datetime.fromisoformat(view["startDate"]),
        )
        for (market, side), name in PICKED.items()
        if market in markets
    ]


def test_a_recorded_page_is_the_same_with_its_html_around_and_as_json(shared: Path) -> None:
    for file in (shared / "data/sbr/html").glob("*.xz"):
        html = lzma.decompress(file.read_bytes())
        found = parsed(html)
        assert found
        script = html.partition(b'id="__NEXT_DATA__"')[2].partition(b">")[2]
        data = json.loads(script.partition(b"</script>")[0])
        assert parsed(json.dumps({"pageProps": data["props"]["pageProps"]}).encode()) == found
