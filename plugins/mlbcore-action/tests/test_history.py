"""The history of one game's markets: each price at its own time."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from mlbcore import (
    DataError,
    Detail,
    LineStatus,
    Market,
    Payload,
    Period,
    Phase,
    Quote,
    Refusal,
    Request,
    Side,
    Window,
)
from mlbcore.convert import structure, unstructure
from mlbcore.testing.contract import SourceContract
from mlbcore_action.history import MarketHistory
from mlbcore_action.ids import ActionIds
from mlbcore_action.scoreboard import Scoreboard

DAY = dt.date(2025, 7, 21)
NOON = dt.datetime(2025, 7, 21, 16, tzinfo=dt.UTC)
NIGHT = NOON + dt.timedelta(hours=12)
URL = "https://api.actionnetwork.com/web/v2/markets/event/257900/history"


def past(minute: int, odds: object, value: object = 0, **changes: object) -> dict[str, Any]:
    shown_at = (NOON + dt.timedelta(minutes=minute)).isoformat()
    return {"updated_at": shown_at, "odds": odds, "value": value} | changes


def outcome(side: str, *history: object, **changes: object) -> dict[str, Any]:
    return {"side": side, "odds": -150, "value": 0, "history": history} | changes


def payload(body: object, url: str = URL) -> Payload:
    return Payload(
        source="action",
        collector="market-history",
        date=DAY,
        url=url,
        fetched_at=NIGHT,
        body=body if isinstance(body, bytes) else json.dumps(body).encode(),
    )


def parse(body: object) -> tuple[Detail, list[Refusal]]:
    detail, *refusals = MarketHistory().parse(payload(body))
    assert isinstance(detail, Detail)
    assert all(isinstance(refusal, Refusal) for refusal in refusals)
    return detail, [refusal for refusal in refusals if isinstance(refusal, Refusal)]


def quotes(body: object) -> tuple[Quote, ...]:
    detail, refusals = parse(body)
    assert not refusals
    return detail.quotes


def of_book(book: str, period: str = "event", **markets: object) -> dict[str, Any]:
    return {book: {period: markets}}


class TestContract(SourceContract):
    collector = MarketHistory()
    mapper = ActionIds()
    payload = payload(
        of_book(
            "15",
            moneyline=[outcome("away", past(0, 120), past(1, 118), team_id=211)],
            spread=[outcome("home", past(0, -110, -1.5), team_id=212)],
            total=[outcome("over", past(0, -110, 8.5, line_status="opener"), is_live=False)],
        )
    )

    def test_requests_are_the_same_each_time_and_within_the_window(self) -> None:
        window = Window(first=DAY, last=DAY, detail=True)
        assert list(self.collector.requests(window)) == []

    def test_parsing_gives_games_that_the_mapper_knows(self) -> None:
        (detail,) = self.collector.parse(self.payload)
        assert isinstance(detail, Detail)
        assert detail.external_id == "257900"
        assert len(detail.quotes) == 5

    def test_every_instant_is_aware(self) -> None:
        (detail,) = self.collector.parse(self.payload)
        assert isinstance(detail, Detail)
        assert all(q.is_opener or (q.observed_at and q.observed_at.tzinfo) for q in detail.quotes)

    def test_records_survive_conversion(self) -> None:
        (detail,) = self.collector.parse(self.payload)
        assert structure(unstructure(detail), Detail) == detail


def test_the_recorded_fragment_is_read_whole(shared: Path) -> None:
    path = shared / "data/seed/action_network_history_fragment_2025-07-21.json"
    detail, *refusals = MarketHistory().parse(
        evolve(payload(path.read_bytes()), fetched_at=NOON + dt.timedelta(days=1))
    )
    assert isinstance(detail, Detail)
    assert not refusals
    assert {(q.period, q.team, q.status) for q in detail.quotes} == {("game", None, "active")}
    under = dt.datetime(2025, 7, 21, 17, 39, 30, 195056, dt.UTC)
    over = dt.datetime(2025, 7, 21, 17, 39, 30, 200068, dt.UTC)
    assert [
        (q.book, q.market, q.side, q.price, q.line, q.phase, q.observed_at) for q in detail.quotes
    ] == [
        ("15", Market.TOTAL, Side.UNDER, -105, Decimal(8), Phase.PREGAME, under),
        ("15", Market.TOTAL, Side.OVER, -115, Decimal(8), Phase.PREGAME, over),
        ("15", Market.TOTAL, Side.OVER, -115, Decimal(8), Phase.OPENER, None),
    ]


def test_each_price_stands_at_its_own_time_in_order(shared: Path) -> None:
    path = shared / "data/seed/action_network_bet_info_fragments.json"
    over = json.loads(path.read_bytes())["rlm_detector_docstring_2025-07-13_orioles_total"]
    reversed_ = over | {"history": over["history"][::-1]}
    found = quotes(of_book("15", total=[reversed_]))
    assert [(q.price, q.line) for q in found] == [(-122, Decimal(9)), (-107, Decimal(9))]
    assert found[0].observed_at == dt.datetime(2025, 7, 12, 19, 13, 26, 407327, dt.UTC)


def test_live_prices_are_kept_apart_and_never_open() -> None:
    body = of_book(
        "68",
        moneyline=[
            outcome("away", past(0, 120, line_status="opener"), past(5, 125), is_live=False),
            outcome("away", past(60, 300, line_status="opener"), is_live=True),
        ],
    )
    assert [(q.price, q.phase) for q in quotes(body)] == [
        (120, Phase.PREGAME),
        (120, Phase.OPENER),
        (125, Phase.PREGAME),
        (300, Phase.LIVE),
    ]


def test_the_book_open_gives_its_first_price_as_the_opener_alone() -> None:
    body = of_book("30", moneyline=[outcome("home", past(3, -120), past(1, -115))])
    assert [(q.price, q.phase, q.observed_at) for q in quotes(body)] == [(-115, Phase.OPENER, None)]


def test_team_totals_take_their_teams_from_the_sides_of_the_other_markets() -> None:
    body = of_book(
        "15",
        core_bet_type_6_team_score=[
            outcome("over", past(0, -110, 4.5), team_id=212),
            outcome("over", past(0, -105, 3.5), team_id=211),
        ],
        moneyline=[outcome("away", team_id=211), outcome("home", team_id=212)],
    )
    assert [(q.market, q.team, q.line) for q in quotes(body)] == [
        (Market.TEAM_TOTAL, Side.HOME, Decimal("4.5")),
        (Market.TEAM_TOTAL, Side.AWAY, Decimal("3.5")),
    ]


def test_a_period_is_kept_and_statuses_are() -> None:
    body = of_book(
        "68",
        "firstfiveinnings",
        total=[outcome("over", past(0, -110, 4.5, line_status="suspended"))],
    )
    assert [(q.period, q.status) for q in quotes(body)] == [
        (Period.FIRST_FIVE, LineStatus.SUSPENDED)
    ]


def test_of_several_ids_of_one_operator_one_is_taken() -> None:
    body = of_book("1538", moneyline=[outcome("away", past(0, 110))]) | of_book(
        "68", moneyline=[outcome("away", past(0, 120))]
    )
    assert [(q.book, q.price) for q in quotes(body)] == [("68", 120)]


@pytest.mark.parametrize(
    "bad",
    [
        past(0, 50),
        past(0, "x"),
        past(0, -110, line_status="odd"),
        past(60 * 24, -110),
        {"odds": -110},
        {"odds": -110, "updated_at": "2025-07-21T16:00:00"},
        5,
    ],
    ids=str,
)
def test_a_price_that_cannot_be_taken_is_refused_and_all_else_lives(bad: object) -> None:
    detail, refusals = parse(of_book("68", moneyline=[outcome("away", past(0, 120), bad)]))
    assert [q.price for q in detail.quotes] == [120]
    (refusal,) = refusals
    assert (refusal.external_id, refusal.record) == ("257900", "68 moneyline away history")


def test_zero_and_null_are_no_prices() -> None:
    body = of_book("68", moneyline=[outcome("away", past(0, 0), past(1, None))])
    assert quotes(body) == ()


@pytest.mark.parametrize("body", [{}, of_book("68", moneyline=[outcome("away")])])
def test_a_game_whose_markets_have_not_moved_has_no_history(body: object) -> None:
    assert quotes(body) == ()


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"message":"Forbidden"}', b"[" * 99_999])
def test_what_is_no_history_is_a_data_error(body: bytes) -> None:
    with pytest.raises(DataError):
        list(MarketHistory().parse(payload(body)))


def test_a_page_of_no_event_is_a_data_error() -> None:
    with pytest.raises(DataError, match="names no event"):
        list(MarketHistory().parse(payload({}, url="https://api.actionnetwork.com/")))


def test_each_game_of_a_scoreboard_leads_to_its_history() -> None:
    game = {"start_time": "2025-07-21T22:15:00Z", "away_team_id": 211, "home_team_id": 212}
    games = [game | {"id": id, "status": "scheduled"} for id in (1, 2)]
    page = evolve(payload({"games": games}), collector="public-betting")
    requests = [item for item in Scoreboard().parse(page) if isinstance(item, Request)]
    assert [
        (request.path, request.date, request.collector, request.expects) for request in requests
    ] == [
        (f"/web/v2/markets/event/{id}/history", DAY, "market-history", "application/json")
        for id in (1, 2)
    ]
    assert all(request.headers["User-Agent"].startswith("Mozilla/") for request in requests)


def test_a_name_of_a_book_is_not_said_again_by_each_of_its_refusals() -> None:
    body = of_book("9" * 10_000, moneyline=[{"side": "?"}] * 1000)
    detail, refusals = parse(body | of_book("15", moneyline=[outcome("away", past(0, 120))]))
    assert detail.quotes == ()
    assert sum(len(refusal.record + refusal.reason) for refusal in refusals) < 1000
