"""Markets beside the three of a whole game, books that are one, and the score."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import pytest

from mlbcore import Listing, Market, Payload, Period, Phase, Refusal, Side
from mlbcore_action.asked_books import book_ids
from mlbcore_action.ids import BOOK_CODES
from mlbcore_action.scoreboard import Scoreboard

START = dt.datetime(2025, 7, 2, 22, 15, tzinfo=dt.UTC)
NOON = START - dt.timedelta(hours=6)
AWAY, HOME = 211, 212


def outcome(side: str, odds: int, value: float = 0, **changes: object) -> dict[str, Any]:
    return {"side": side, "odds": odds, "value": value} | changes


def sides(*percents: int, **values: Sequence[int]) -> list[dict[str, Any]]:
    """Two sides with shares of the tickets, and how many there are where that is counted."""
    counts = values.get("tickets", (0, 0))
    return [
        outcome(side, -110, bet_info={"tickets": {"percent": percent, "value": value}})
        for side, percent, value in zip(("away", "home"), percents, counts, strict=True)
    ]


def parse(markets: object, **changes: object) -> tuple[Listing, list[Refusal]]:
    game = {
        "id": 258727,
        "status": "scheduled",
        "start_time": START.isoformat(),
        "away_team_id": AWAY,
        "home_team_id": HOME,
        "markets": markets,
    } | changes
    body = json.dumps({"games": [game]}).encode()
    payload = Payload(
        source="action",
        collector="public-betting",
        date=START.date(),
        url="",
        fetched_at=NOON,
        body=body,
    )
    found = list(Scoreboard().parse(payload))
    assert isinstance(found[0], Listing)
    return found[0], [item for item in found if isinstance(item, Refusal)]


def shown(markets: object, **changes: object) -> Listing:
    listing, refusals = parse(markets, **changes)
    assert not refusals
    return listing


def test_a_team_total_is_of_the_team_whose_id_it_bears() -> None:
    totals = [
        outcome("over", -110, 4.5, team_id=HOME),
        outcome("under", -110, 4.5, team_id=HOME),
        outcome("over", 114, 3.5, team_id=AWAY),
        outcome("over", 150, 2.5, team_id=AWAY, is_live=True),
    ]
    listing = shown({"15": {"event": {"core_bet_type_6_team_score": totals}}})
    assert [(q.market, q.team, q.side, str(q.line), q.phase) for q in listing.quotes] == [
        (Market.TEAM_TOTAL, Side.HOME, Side.OVER, "4.5", Phase.PREGAME),
        (Market.TEAM_TOTAL, Side.HOME, Side.UNDER, "4.5", Phase.PREGAME),
        (Market.TEAM_TOTAL, Side.AWAY, Side.OVER, "3.5", Phase.PREGAME),
        (Market.TEAM_TOTAL, Side.AWAY, Side.OVER, "2.5", Phase.LIVE),
    ]
    assert listing.splits == ()


@pytest.mark.parametrize("team", [None, 999, "212", True])
def test_a_team_total_of_nobody_who_plays_is_refused(team: object) -> None:
    totals = [outcome("over", -110, 4.5, team_id=team)]
    listing, refusals = parse({"15": {"event": {"core_bet_type_6_team_score": totals}}})
    assert listing.quotes == ()
    assert [refusal.record for refusal in refusals] == ["15 team_total"]


@pytest.mark.parametrize(
    ("key", "period"),
    [
        ("event", Period.GAME),
        ("firstfiveinnings", Period.FIRST_FIVE),
        ("firsthalf", Period.FIRST_HALF),
    ],
)
def test_a_period_is_the_same_market_in_that_period(key: str, period: Period) -> None:
    listing = shown({"15": {key: {"moneyline": sides(60, 40)}}})
    assert {(q.market, q.period) for q in listing.quotes} == {(Market.MONEYLINE, period)}
    assert [(s.period, s.tickets_percent) for s in listing.splits] == [(period, 60), (period, 40)]


def test_periods_and_markets_that_are_not_known_stay_in_the_payload() -> None:
    prices = [outcome("away", 120)]
    listing = shown({"15": {"inning_1": {"moneyline": prices}, "event": {"first_run": prices}}})
    assert listing.quotes == ()


def test_each_period_and_team_is_a_market_of_its_own() -> None:
    both = {"core_bet_type_6_team_score": [outcome("over", -110, 4.5, team_id=HOME)]}
    listing = shown({"15": {"event": both, "firstfiveinnings": both}})
    assert [q.period for q in listing.quotes] == [Period.GAME, Period.FIRST_FIVE]


@pytest.mark.parametrize("books", [("68", "1538"), ("1538", "68")])
def test_of_several_ids_of_one_operator_that_which_stands_first_is_taken(
    books: Sequence[str],
) -> None:
    prices = {"68": 120, "1538": 110}
    markets = {id: {"event": {"moneyline": [outcome("away", prices[id])]}} for id in books}
    assert [(q.book, q.price) for q in shown(markets).quotes] == [("68", 120)]


def test_a_market_that_only_another_id_of_an_operator_shows_is_taken_from_it() -> None:
    markets = {
        "972": {"event": {"moneyline": [outcome("away", 110)], "total": [outcome("over", 100, 8)]}},
        "71": {"event": {"moneyline": [outcome("away", 120)]}},
        "9999999": {"event": {"moneyline": [outcome("away", 125)]}},
    }
    assert [(q.book, q.market) for q in shown(markets).quotes] == [
        ("71", Market.MONEYLINE),
        ("972", Market.TOTAL),
        ("9999999", Market.MONEYLINE),
    ]


def test_one_id_of_each_operator_is_asked_for() -> None:
    asked = book_ids(()).split(",")
    assert {"15", "30", "3", "78", "68", "69", "71", "75", "79", "123", "247", "2988"} <= {*asked}
    assert sorted(BOOK_CODES[id] for id in asked) == sorted(set(BOOK_CODES.values()))


def test_lines_that_do_not_answer_each_other_are_kept_as_shown() -> None:
    spread = [outcome("home", -189, 1.5), outcome("away", 286, -1.5), outcome("away", 152, -1.5)]
    listing, refusals = parse({"15": {"event": {"spread": spread}}})
    assert [(q.side, q.price, str(q.line)) for q in listing.quotes] == [
        (Side.HOME, -189, "1.5"),
        (Side.AWAY, 286, "-1.5"),
    ]
    assert [refusal.record for refusal in refusals] == ["15 run_line away"]


def test_where_tickets_are_counted_they_are_the_bets_of_the_market() -> None:
    counted = shown({"15": {"event": {"moneyline": sides(60, 40, tickets=(600, 400))}}}, num_bets=9)
    assert {s.bets for s in counted.splits} == {1000}
    zeros = shown({"15": {"event": {"moneyline": sides(60, 40)}}}, num_bets=9)
    assert {s.bets for s in zeros.splits} == {9}


def test_a_game_that_is_over_has_its_score() -> None:
    box = {"total_away_points": 3, "total_home_points": 5, "stats": []}
    over = shown(None, status="complete", boxscore=box)
    assert (over.away_score, over.home_score) == (3, 5)
    playing = shown(None, status="inprogress", boxscore=box)
    assert (playing.away_score, playing.home_score) == (None, None)


@pytest.mark.parametrize(
    "box", [5, {"total_away_points": 3}, {"total_away_points": "3"}, {"total_away_points": -1}]
)
def test_a_score_that_is_none_is_refused_and_the_game_lives(box: object) -> None:
    listing, refusals = parse(None, status="complete", boxscore=box)
    assert (listing.away_score, listing.home_score) == (None, None)
    assert [refusal.record for refusal in refusals] == ["score"]


@pytest.mark.parametrize("box", [None, {}])
def test_a_game_without_a_score_has_none(box: object) -> None:
    assert shown(None, status="complete", boxscore=box).away_score is None
