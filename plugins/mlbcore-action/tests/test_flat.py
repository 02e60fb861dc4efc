"""The first form of the scoreboard: a row of prices for each book and period."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from mlbcore import Listing, Market, Payload, Period, Phase, Refusal, Request, Side
from mlbcore.testing.contract import SourceContract
from mlbcore_action.ids import ActionIds
from mlbcore_action.scoreboard import Scoreboard

START = dt.datetime(2026, 9, 30, 18, tzinfo=dt.UTC)
MORNING = START - dt.timedelta(hours=6)
INSERTED = MORNING - dt.timedelta(hours=1)


def row(book: int = 68, kind: str = "game", **cells: object) -> dict[str, Any]:
    inserted = {"inserted": INSERTED.isoformat()}
    return {"book_id": book, "type": kind} | inserted | cells


def payload(*rows: object, fetched_at: dt.datetime = MORNING, **changes: object) -> Payload:
    game = {
        "id": 302580,
        "status": "scheduled",
        "start_time": START.isoformat(),
        "away_team_id": 212,
        "home_team_id": 215,
        "num_bets": 2398,
        "odds": rows,
    } | changes
    return Payload(
        source="action",
        collector="public-betting",
        date=START.date(),
        url="https://api.actionnetwork.com/",
        fetched_at=fetched_at,
        body=json.dumps({"games": [game]}).encode(),
    )


def parse(*rows: object, **changes: Any) -> tuple[Listing, list[Refusal]]:
    found = list(Scoreboard().parse(payload(*rows, **changes)))
    assert isinstance(found[0], Listing)
    assert isinstance(found[-1], Request)
    return found[0], [item for item in found if isinstance(item, Refusal)]


WHOLE = row(
    ml_away=-119, ml_home=-100, draw=None,
    spread_away=1.5, spread_home=-1.5, spread_away_line=-170, spread_home_line=145,
    total=8.5, over=-105, under=-115,
    away_total=4.5, away_over=110, away_under=-130,
    home_total=3.5, home_over=-125, home_under=105,
    line_status={"ml_away": 0, "over": 0},
    ml_away_public=60, ml_home_public=40, ml_away_money=70, ml_home_money=30,
    total_over_public=0, total_under_public=0, total_over_money=55, total_under_money=45,
    spread_away_public=None, spread_home_public=None,
    num_bets=1200,
)  # fmt: skip


class TestContract(SourceContract):
    collector = Scoreboard()
    mapper = ActionIds()
    payload = payload(WHOLE, row(15, "live", ml_away=300))


def test_a_row_holds_every_market() -> None:
    listing, refusals = parse(WHOLE)
    assert not refusals
    assert [(q.market, q.side, q.price, q.line, q.team) for q in listing.quotes] == [
        (Market.MONEYLINE, Side.AWAY, -119, None, None),
        (Market.MONEYLINE, Side.HOME, 100, None, None),
        (Market.RUN_LINE, Side.AWAY, -170, 1.5, None),
        (Market.RUN_LINE, Side.HOME, 145, -1.5, None),
        (Market.TOTAL, Side.OVER, -105, 8.5, None),
        (Market.TOTAL, Side.UNDER, -115, 8.5, None),
        (Market.TEAM_TOTAL, Side.OVER, 110, 4.5, Side.AWAY),
        (Market.TEAM_TOTAL, Side.UNDER, -130, 4.5, Side.AWAY),
        (Market.TEAM_TOTAL, Side.OVER, -125, 3.5, Side.HOME),
        (Market.TEAM_TOTAL, Side.UNDER, 105, 3.5, Side.HOME),
    ]
    assert {(q.book, q.phase, q.observed_at) for q in listing.quotes} == {
        ("68", Phase.PREGAME, INSERTED)
    }


def test_splits_are_of_now_and_two_zeros_and_nulls_are_no_data() -> None:
    listing, _ = parse(WHOLE)
    assert [
        (s.market, s.side, s.tickets_percent, s.money_percent, s.bets, s.observed_at)
        for s in listing.splits
    ] == [
        (Market.MONEYLINE, Side.AWAY, 60, 70, 1200, MORNING),
        (Market.MONEYLINE, Side.HOME, 40, 30, 1200, MORNING),
        (Market.TOTAL, Side.OVER, None, 55, 1200, MORNING),
        (Market.TOTAL, Side.UNDER, None, 45, 1200, MORNING),
    ]


@pytest.mark.parametrize(
    ("kind", "period", "phase"),
    [
        ("game", Period.GAME, Phase.PREGAME),
        ("firstfiveinnings", Period.FIRST_FIVE, Phase.PREGAME),
        ("firsthalf", Period.FIRST_HALF, Phase.PREGAME),
        ("live", Period.GAME, Phase.LIVE),
    ],
)
def test_a_type_is_a_period_or_live(kind: str, period: Period, phase: Phase) -> None:
    listing, _ = parse(row(kind=kind, ml_away=120))
    assert [(q.period, q.phase) for q in listing.quotes] == [(period, phase)]


def test_a_type_that_is_not_known_is_left_in_the_payload() -> None:
    listing, refusals = parse(row(kind="seventhinning", ml_away=120))
    assert (listing.quotes, refusals) == ((), [])


@pytest.mark.parametrize("inserted", [None, (MORNING + dt.timedelta(hours=1)).isoformat()])
def test_a_price_without_a_time_that_can_be_is_of_when_it_was_fetched(inserted: object) -> None:
    listing, _ = parse(row(ml_away=120, inserted=inserted))
    assert [q.observed_at for q in listing.quotes] == [MORNING]


def test_after_the_game_a_price_of_before_it_is_the_close_and_a_later_one_live() -> None:
    later = START + dt.timedelta(hours=1)
    listing, _ = parse(
        row(68, ml_away=120),
        row(69, ml_away=300, inserted=later.isoformat()),
        fetched_at=START + dt.timedelta(hours=5),
        status="complete",
    )
    assert [(q.book, q.phase, q.observed_at) for q in listing.quotes] == [
        ("68", Phase.CLOSE, START),
        ("69", Phase.LIVE, later),
    ]


def test_the_book_open_shows_openers() -> None:
    listing, _ = parse(row(30, ml_away=120))
    assert [(q.book, q.phase, q.observed_at) for q in listing.quotes] == [
        ("30", Phase.OPENER, None)
    ]


def test_of_several_ids_of_one_operator_one_is_taken_for_each_period() -> None:
    listing, refusals = parse(
        row(1538, ml_away=110), row(68, ml_away=120), row(1538, "firsthalf", ml_away=105)
    )
    assert [(q.book, q.price, q.period) for q in listing.quotes] == [
        ("68", 120, Period.GAME),
        ("1538", 105, Period.FIRST_HALF),
    ]
    assert not refusals


@pytest.mark.parametrize(
    "bad",
    [
        row(ml_away=50),
        row(ml_away="x"),
        row(ml_away=120, line_status={"ml_away": 2}),
        row(over=-110),
        row(ml_away_public="60%", ml_home_public=40),
        {"type": "game"},
        5,
    ],
    ids=str,
)
def test_what_cannot_be_taken_is_refused_and_all_else_lives(bad: object) -> None:
    listing, refusals = parse(bad, row(69, ml_home=-140))
    assert [q.price for q in listing.quotes] == [-140]
    assert len(refusals) == 1
