"""Line histories: of the page's data, and of a table saved without them."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from mlbcore import DataError, Detail, Listing, Market, Payload, Phase, Quote, Refusal, Side, Window
from mlbcore.testing.contract import SourceContract
from mlbcore_sbr.history import LineHistory
from mlbcore_sbr.ids import SbrIds

START = dt.datetime(2025, 8, 27, 17, 5, tzinfo=dt.UTC)
DAY = dt.date(2025, 8, 27)
HISTORY = LineHistory()
CELL = '<div class="d-flex Rows_RowData__KkO2R">{}</div>'


def tick(minutes: int, **changes: object) -> dict[str, Any]:
    shown_at = START + dt.timedelta(minutes=minutes)
    return {"oddsDate": shown_at.isoformat(), "homeOdds": -275, "awayOdds": 220} | changes


def page(*views: object, **changes: object) -> bytes:
    game = {
        "gameId": 343244,
        "startDate": START.isoformat(),
        "awayTeam": {"shortName": "WAS"},
        "homeTeam": {"shortName": "NYY"},
        "status": "1",
        "venueName": "Yankee Stadium",
        "awayTeamScore": 2,
        "homeTeamScore": 11,
    } | changes
    model = {"lineHistory": {"gameView": game, "oddsViews": views}, "sportsbooks": []}
    script = json.dumps({"props": {"pageProps": {"lineHistoryModel": model}}})
    return f'<html><script id="__NEXT_DATA__">{script}</script></html>'.encode()


def view(*moneylines: object, **markets: object) -> dict[str, Any]:
    return {"sportsbook": "betmgm", "moneyLineHistory": moneylines} | markets


def payload(body: bytes, date: dt.date = DAY, id: int = 343244) -> Payload:
    return Payload(
        source="sbr",
        collector="line-history",
        date=date,
        url=f"https://www.sportsbookreview.com/betting-odds/mlb-baseball/line-history/{id}/",
        fetched_at=START + dt.timedelta(days=1),
        body=body,
    )


def quotes(body: bytes, **where: Any) -> list[Quote]:
    found = HISTORY.parse(payload(body, **where))
    return [q for item in found if isinstance(item, Listing | Detail) for q in item.quotes]


def refusals(body: bytes) -> list[Refusal]:
    return [item for item in HISTORY.parse(payload(body)) if isinstance(item, Refusal)]


def table(*rows: tuple[str, str, str]) -> bytes:
    """A table as the page shows it, of rows newest first; the last is the opener."""
    head = ("<b>Time</b>", "<b>NYY</b>", "<b>TOR</b>")
    cells = [cell for row in [("", "Opener", ""), head, rows[-1], head, *rows] for cell in row]
    return f"<div>{''.join(map(CELL.format, cells))}</div>".encode()


class TestContract(SourceContract):
    collector = HISTORY
    mapper = SbrIds()
    payload = payload(
        page(
            view(
                tick(-60),
                tick(-60, awayOdds=225),
                spreadHistory=[tick(-30, awaySpread=1.5, homeSpread=-1.5)],
                totalHistory=[tick(5, overOdds=-110, underOdds=-110, total=8.5)],
            )
        )
    )

    def test_requests_are_the_same_each_time_and_within_the_window(self) -> None:
        window = Window(first=DAY, last=DAY, detail=True)
        assert list(self.collector.requests(window)) == []


class TestTableContract(TestContract):
    payload = payload(table(("07/01 3:13 pm", "-1.5 -102", "+1.5 -118")) + b"{}")

    def test_parsing_gives_games_that_the_mapper_knows(self) -> None:
        (detail,) = HISTORY.parse(self.payload)
        assert isinstance(detail, Detail)
        assert detail.external_id == "343244"

    def test_changed_values_give_records_or_a_data_error(self) -> None:
        """The table has no JSON whose values could change."""


def test_ticks_up_to_the_first_pitch_are_pregame_and_later_ones_live() -> None:
    found = quotes(page(view(tick(-1), tick(0), tick(1))))
    assert [(q.phase, q.observed_at) for q in found if q.side is Side.AWAY] == [
        (Phase.PREGAME, START - dt.timedelta(minutes=1)),
        (Phase.PREGAME, START),
        (Phase.LIVE, START + dt.timedelta(minutes=1)),
    ]


def test_an_offset_counts() -> None:
    found = quotes(page(view(tick(0, oddsDate="2025-08-27T13:00:00-04:00"))))
    assert {q.observed_at for q in found} == {START - dt.timedelta(minutes=5)}


@pytest.mark.parametrize("time", [None, "soon", "2025-08-27T13:00:00", 7, [], "0001-01-01"])
def test_a_tick_without_a_time_costs_only_itself(time: object) -> None:
    body = page(view(tick(0, oddsDate=time), tick(-1)))
    assert len(quotes(body)) == 2
    assert [r.record for r in refusals(body)] == ["betmgm moneyline tick"]


def test_a_book_that_cannot_be_read_costs_no_other() -> None:
    body = page({"sportsbook": None}, None, view(tick(-1)))
    assert len(quotes(body)) == 2
    assert [r.record for r in refusals(body)] == ["a book's view"]


def test_the_recorded_history_is_kept_whole_and_in_order(shared: Path) -> None:
    data = (shared / "data/sbr/line_history_343244.json").read_bytes()
    fields = {
        "moneyline": ("moneyLineHistory", (("away", "awayOdds", None), ("home", "homeOdds", None))),
        "run_line": (
            "spreadHistory",
            (("away", "awayOdds", "awaySpread"), ("home", "homeOdds", "homeSpread")),
        ),
        "total": ("totalHistory", (("over", "overOdds", "total"), ("under", "underOdds", "total"))),
    }
    model = json.loads(data)["props"]["pageProps"]["lineHistoryModel"]["lineHistory"]
    expected = [
        (
            *(one["sportsbook"], market, side, shown[price], line and shown[line]),
            dt.datetime.fromisoformat(shown["oddsDate"]),
        )
        for one in model["oddsViews"]
        for market, (history, sides) in fields.items()
        for shown in one[history]
        for side, price, line in sides
    ]
    (listing,) = HISTORY.parse(payload(b'<script id="__NEXT_DATA__">' + data + b"</script>"))
    assert isinstance(listing, Listing)
    assert expected == [
        (
            q.book,
            q.market,
            q.side,
            q.price,
            None if q.line is None else float(q.line),
            q.observed_at,
        )
        for q in listing.quotes
    ]
    assert (listing.external_id, listing.away, listing.home) == ("343244", "WAS", "NYY")
    assert (listing.start, listing.away_score, listing.home_score) == (START, 2, 11)
    assert (listing.status, listing.venue) == ("final", "Yankee Stadium")
    assert (listing.dates, listing.splits, listing.game_number) == ((DAY,), (), None)
    assert {(q.phase, q.period, q.team, q.status) for q in listing.quotes} == {
        (Phase.PREGAME, "game", None, "active")
    }
    same = [q.price for q in listing.quotes if (q.book, q.market) == ("betmgm", Market.MONEYLINE)]
    assert same == [220, -275, 225, -275]


def test_the_recorded_table_gives_its_opener_once_and_its_ticks_oldest_first(shared: Path) -> None:
    name = "data/seed/sbr_line_history_spread_NYY_TOR_2025-07-01.html"
    html = (shared / name).read_bytes()
    texts = re.findall(r">([^<>]+)<", html.decode())
    shown = [texts[at : at + 3] for at in range(10, len(texts), 3)]
    assert len(shown) == 32
    found = quotes(html, date=dt.date(2025, 7, 1), id=342528)
    opener, ticks = found[:2], found[2:]
    assert [(q.phase, q.observed_at, q.line, q.price) for q in opener] == [
        (Phase.OPENER, None, Decimal("-1.5"), -102),
        (Phase.OPENER, None, Decimal("1.5"), -118),
    ]
    assert [(q.side, f"{q.line:+} {q.price:+}") for q in ticks] == [
        pair for _, away, home in reversed(shown) for pair in ((Side.AWAY, away), (Side.HOME, home))
    ]
    eastern = dt.timedelta(hours=4)
    assert [q.observed_at for q in ticks[::2]] == [
        dt.datetime.strptime(f"2025 {time} +0000", "%Y %m/%d %I:%M %p %z") + eastern
        for time, _, _ in reversed(shown)
    ]
    assert {q.book for q in found} == {"unnamed"}


@pytest.mark.parametrize(
    ("text", "slate", "instant"),
    [
        ("07/01 12:05 am", dt.date(2025, 7, 1), "2025-07-01T04:05Z"),
        ("07/01 12:05 pm", dt.date(2025, 7, 1), "2025-07-01T16:05Z"),
        ("12/30 9:00 am", dt.date(2025, 3, 27), "2024-12-30T14:00Z"),
        ("07/02 1:10 am", dt.date(2025, 7, 1), "2025-07-02T05:10Z"),
        ("03/08 11:59 pm", dt.date(2025, 3, 27), "2025-03-09T04:59Z"),
        ("03/09 3:00 am", dt.date(2025, 3, 27), "2025-03-09T07:00Z"),
    ],
)
def test_the_clock_of_a_table_is_eastern_and_its_year_the_slates(
    text: str, slate: dt.date, instant: str
) -> None:
    found = quotes(table((text, "+120", "-140")), date=slate)
    assert found[2].observed_at == dt.datetime.fromisoformat(instant)
    assert {q.market for q in found} == {Market.MONEYLINE}


def test_the_hour_that_the_clock_shows_twice_is_told_by_the_order() -> None:
    times = ("11/02 1:10 am", "11/02 1:40 am", "11/02 1:30 am")
    rows = [(time, "+120", "-140") for time in times]
    found = quotes(table(*rows), date=dt.date(2025, 11, 2))
    assert [q.observed_at for q in found[2::2]] == [
        dt.datetime(2025, 11, 2, 5, 30, tzinfo=dt.UTC),
        dt.datetime(2025, 11, 2, 5, 40, tzinfo=dt.UTC),
        dt.datetime(2025, 11, 2, 6, 10, tzinfo=dt.UTC),
    ]


@pytest.mark.parametrize(
    "text",
    ["03/09 2:30 am", "13/01 1:00 pm", "02/30 1:00 pm", "07/01 13:00 pm", "07/01 0:30 am", "?"],
)
def test_a_row_whose_time_is_none_is_refused_alone(text: str) -> None:
    body = table((text, "+120", "-140"), ("07/01 3:13 pm", "+120", "-140"))
    assert len(quotes(body)) == 4
    assert [r.record for r in refusals(body)] == ["unnamed tick"]


def test_a_row_that_is_no_price_is_refused_alone() -> None:
    body = table(("07/01 4:13 pm", "-", "-"), ("07/01 3:13 pm", "+120", "-140"))
    assert len(quotes(body)) == 4
    assert len(refusals(body)) == 1


ROW = ("07/01 3:13 pm", "+120", "-140")


@pytest.mark.parametrize(
    "body", [b"", b"<html>Just a moment...</html>", table(ROW) * 2, table(ROW)[:-120], b"{}"]
)
def test_what_is_no_history_is_a_data_error(body: bytes) -> None:
    with pytest.raises(DataError):
        list(HISTORY.parse(payload(body)))


def test_a_table_at_an_address_without_a_game_is_a_data_error() -> None:
    with pytest.raises(DataError, match="which game"):
        list(HISTORY.parse(evolve(payload(table(ROW)), url="https://x.invalid/")))


def test_a_name_of_a_book_is_not_said_again_by_each_of_its_refusals() -> None:
    body = page({"sportsbook": "x" * 10_000, "moneyLineHistory": [{}] * 1000}, view(tick(-1)))
    assert len(quotes(body)) == 2
    assert [refusal.record for refusal in refusals(body)] == ["a book's view"]


def test_a_cell_of_a_table_has_a_class_of_few_words() -> None:
    long = table(ROW).replace(b"Rows_RowData", b"Rows_RowData" * 100)
    with pytest.raises(DataError, match="neither data nor the table"):
        list(HISTORY.parse(payload(long)))
