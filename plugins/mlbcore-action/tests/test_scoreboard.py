"""The public betting scoreboard: prices by phase, and splits only where there are any."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from mlbcore import (
    DataError,
    GameStatus,
    LineStatus,
    Listing,
    Market,
    Payload,
    Phase,
    Quote,
    Refusal,
    Request,
    Side,
    Window,
)
from mlbcore.testing.contract import SourceContract
from mlbcore_action.ids import ActionIds
from mlbcore_action.scoreboard import Scoreboard

DAY = dt.date(2025, 7, 2)
START = dt.datetime(2025, 7, 2, 22, 15, tzinfo=dt.UTC)


def outcome(side: str, odds: object, value: object = 0, **changes: object) -> dict[str, Any]:
    shares = {"tickets": {"value": 0, "percent": 60}, "money": {"value": 0, "percent": 55}}
    return {
        "side": side,
        "odds": odds,
        "value": value,
        "is_live": False,
        "line_status": "normal",
        "bet_info": shares,
    } | changes


def public(tickets: object, money: object) -> dict[str, Any]:
    return {"tickets": {"percent": tickets}, "money": {"percent": money}}


def game(
    *moneyline: object, book: str = "15", spread: object = (), total: object = (), **changes: Any
) -> dict[str, Any]:
    event = {"moneyline": moneyline, "spread": spread, "total": total, "core_bet_type_6": [1]}
    return {
        "id": 258727,
        "status": "complete",
        "start_time": "2025-07-02T22:15:00.000Z",
        "away_team_id": 211,
        "home_team_id": 212,
        "teams": [{"id": 212}, {"id": 211}],
        "num_bets": 1234,
        "markets": {book: {"event": event}},
    } | changes


def payload(
    *games: object,
    body: bytes | None = None,
    fetched_at: dt.datetime = START + dt.timedelta(days=1),
) -> Payload:
    return Payload(
        source="action",
        collector="public-betting",
        date=DAY,
        url="https://api.actionnetwork.com/",
        fetched_at=fetched_at,
        body=json.dumps({"games": games}).encode() if body is None else body,
    )


def parse(*games: object, **when: Any) -> list[Listing | Refusal]:
    """What the page holds, without what it leads to."""
    found = Scoreboard().parse(payload(*games, **when))
    return [item for item in found if not isinstance(item, Request)]


def only(*games: object, **when: Any) -> Listing:
    (listing,) = parse(*games, **when)
    assert isinstance(listing, Listing)
    return listing


def quote(one: object, **changes: Any) -> Quote:
    (found,) = only(game(one, **changes)).quotes
    return found


class TestContract(SourceContract):
    collector = Scoreboard()
    mapper = ActionIds()
    payload = payload(
        game(
            outcome("away", 120),
            outcome("home", -140, is_live=True),
            spread=[outcome("away", -110, 1.5)],
            total=[outcome("over", -105, 8.5, line_status="opener")],
        )
    )


def test_teams_are_joined_by_id_not_by_their_order() -> None:
    listing = only(game())
    assert ActionIds().game(listing)[:3] == ((DAY,), "SD", "PHI")


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        ("scheduled", GameStatus.SCHEDULED),
        ("inprogress", GameStatus.LIVE),
        ("complete", GameStatus.FINAL),
        ("postponed", GameStatus.POSTPONED),
        ("weatherdelay", GameStatus.DELAYED),
    ],
)
def test_each_status_is_known(status: str, meant: GameStatus) -> None:
    assert only(game(status=status)).status is meant


def test_an_unknown_status_is_reported_and_the_game_kept() -> None:
    listing, refusal = parse(game(status="moved"))
    assert isinstance(listing, Listing)
    assert isinstance(refusal, Refusal)
    assert "'moved'" in refusal.reason


def test_markets_keep_their_lines_and_a_spread_of_zero_is_one() -> None:
    listing = only(
        game(
            outcome("away", 120),
            spread=[outcome("away", -110, 0), outcome("home", -110, 0)],
            total=[outcome("over", -105, 8.5)],
        )
    )
    assert [(q.market, q.side, q.price, q.line) for q in listing.quotes] == [
        (Market.MONEYLINE, Side.AWAY, 120, None),
        (Market.RUN_LINE, Side.AWAY, -110, 0),
        (Market.RUN_LINE, Side.HOME, -110, 0),
        (Market.TOTAL, Side.OVER, -105, 8.5),
    ]


def test_after_the_game_what_is_not_live_is_the_close() -> None:
    found = quote(outcome("away", 120))
    assert (found.phase, found.observed_at) == (Phase.CLOSE, START)


def test_before_the_game_a_price_is_of_when_it_was_fetched() -> None:
    noon = START - dt.timedelta(hours=6)
    (found,) = only(game(outcome("away", 120), status="scheduled"), fetched_at=noon).quotes
    assert (found.phase, found.observed_at) == (Phase.PREGAME, noon)


def test_a_live_price_is_never_taken_for_the_close() -> None:
    assert quote(outcome("away", 900, is_live=True)).phase is Phase.LIVE


def test_a_game_in_play_has_its_closes_and_its_live_prices_in_any_order() -> None:
    mixed = (
        outcome("away", 348, is_live=True, bet_info=public(0, 0)),
        outcome("home", -223, bet_info=public(84, 79)),
        outcome("home", -454, is_live=True, bet_info=public(0, 0)),
        outcome("away", 197, bet_info=public(16, 21)),
    )
    listing = only(game(*mixed, status="inprogress"))
    assert {(q.phase, q.side, q.price) for q in listing.quotes} == {
        (Phase.CLOSE, Side.AWAY, 197),
        (Phase.CLOSE, Side.HOME, -223),
        (Phase.LIVE, Side.AWAY, 348),
        (Phase.LIVE, Side.HOME, -454),
    }
    assert {(s.phase, s.side, s.tickets_percent) for s in listing.splits} == {
        (Phase.CLOSE, Side.AWAY, 16),
        (Phase.CLOSE, Side.HOME, 84),
    }


def test_a_delayed_game_that_shows_live_prices_has_begun() -> None:
    later = START + dt.timedelta(hours=1)
    waiting = game(outcome("away", 120), status="weatherdelay")
    assert {q.phase for q in only(waiting, fetched_at=later).quotes} == {Phase.PREGAME}
    stopped = game(outcome("away", 120), outcome("away", 300, is_live=True), status="weatherdelay")
    phases = {q.phase for q in only(stopped, fetched_at=later).quotes}
    assert phases == {Phase.CLOSE, Phase.LIVE}


def test_a_price_of_a_game_put_off_is_none_of_today() -> None:
    found = quote(outcome("away", 120), status="postponed")
    assert (found.phase, found.observed_at) == (Phase.PREGAME, START)


@pytest.mark.parametrize(
    ("fetched_at", "phase"),
    [(START - dt.timedelta(hours=1), Phase.PREGAME), (START, Phase.CLOSE)],
)
def test_of_an_unknown_status_the_start_decides(fetched_at: dt.datetime, phase: Phase) -> None:
    (listing, _) = parse(game(outcome("away", 120), status="moved"), fetched_at=fetched_at)
    assert isinstance(listing, Listing)
    assert {q.phase for q in listing.quotes} == {phase}


def test_the_book_open_shows_openers() -> None:
    assert quote(outcome("away", 120), book="30").phase is Phase.OPENER


def test_an_opener_that_has_not_moved_is_the_price_of_now_too() -> None:
    unmoved = game(outcome("away", 120, line_status="opener"), status="scheduled")
    noon = START - dt.timedelta(hours=6)
    assert [(q.phase, q.observed_at, q.price) for q in only(unmoved, fetched_at=noon).quotes] == [
        (Phase.PREGAME, noon, 120),
        (Phase.OPENER, None, 120),
    ]


def test_the_first_price_in_play_is_no_opener() -> None:
    first = outcome("away", 120, line_status="opener", is_live=True)
    assert quote(first, status="inprogress").phase is Phase.LIVE


def test_splits_beside_an_opener_are_of_now() -> None:
    opening = [outcome(side, -110, line_status="opener") for side in ("away", "home")]
    noon = START - dt.timedelta(hours=6)
    listing = only(game(*opening, status="scheduled"), fetched_at=noon)
    assert {(s.phase, s.observed_at) for s in listing.splits} == {(Phase.PREGAME, noon)}


def test_a_suspended_line_is_marked() -> None:
    assert quote(outcome("away", 120, line_status="suspended")).status is LineStatus.SUSPENDED


@pytest.mark.parametrize(
    "bad",
    [
        outcome("away", "-1O5"),
        outcome("away", 50),
        outcome("left", 120),
        outcome("away", 120, line_status="odd"),
        {"odds": 1},
        5,
    ],
    ids=str,
)
def test_an_outcome_that_cannot_be_taken_is_refused_and_all_else_lives(bad: object) -> None:
    listing, refusal = parse(game(bad, outcome("home", -140)))
    assert isinstance(listing, Listing)
    assert [q.price for q in listing.quotes] == [-140]
    assert isinstance(refusal, Refusal)
    assert refusal.external_id == "258727"


def test_a_line_that_is_none_is_refused_and_all_else_lives() -> None:
    lines: tuple[object, ...] = (None, "1.5x", 1.3, int("9" * 400))
    for line in lines:
        spread = [outcome("away", -110, line), outcome("home", -110, -1.5)]
        listing, refusal = parse(game(spread=spread))
        assert isinstance(listing, Listing)
        assert [q.side for q in listing.quotes] == [Side.HOME]
        assert len(listing.splits) == 2
        assert isinstance(refusal, Refusal)
        assert refusal.record == "15 run_line away"


def test_zero_and_null_are_no_prices() -> None:
    assert only(game(outcome("away", 0), outcome("home", None))).quotes == ()


@pytest.mark.parametrize(
    "book", [None, 5, {"event": 5}, {"event": {"moneyline": 5}}, {"event": {"total": [None]}}]
)
def test_a_book_that_cannot_be_read_costs_no_other(book: object) -> None:
    event = {"moneyline": [outcome("away", 120)], "new": 1}
    found = parse(game(markets={"68": book, "15": {"event": event}}))
    assert isinstance(found[0], Listing)
    assert [q.book for q in found[0].quotes] == ["15"]
    assert [type(item) for item in found[1:]] == [Refusal] * (book is not None)


@pytest.mark.parametrize("start", [None, "soon", "2025-07-02T22:15:00", "0001-01-01T00:00:00Z"])
@pytest.mark.parametrize("status", ["complete", "moved"])
def test_a_game_that_cannot_be_read_is_named_and_costs_no_other(start: object, status: str) -> None:
    refusal, listing = parse(game(start_time=start, status=status), game(outcome("away", 120)))
    assert isinstance(refusal, Refusal)
    assert refusal.external_id == "258727"
    assert isinstance(listing, Listing)


def test_a_side_given_twice_is_taken_once_when_it_is_the_same() -> None:
    assert len(only(game(outcome("away", 120), outcome("away", 120))).quotes) == 1
    _, refusal = parse(game(outcome("away", 120), outcome("away", 125)))
    assert "twice" in str(refusal)


def test_splits_stand_on_both_sides_with_the_count_of_bets() -> None:
    away = outcome("away", 120, bet_info=public(35, 40))
    home = outcome("home", -140, bet_info=public(68, 84))
    splits = only(game(away, home)).splits
    assert [(s.side, s.tickets_percent, s.money_percent, s.bets) for s in splits] == [
        (Side.AWAY, 35, 40, 1234),
        (Side.HOME, 68, 84, 1234),
    ]


def test_two_zeros_are_no_data() -> None:
    none = [outcome(s, -110, bet_info=public(0, 0)) for s in ("away", "home")]
    assert only(game(*none)).splits == ()
    tickets = [outcome(s, -110, bet_info=public(50, 0)) for s in ("away", "home")]
    assert {s.money_percent for s in only(game(*tickets)).splits} == {None}


@pytest.mark.parametrize("shares", [public(150, 20), public("60%", 20), 5])
def test_shares_that_are_none_are_refused_and_the_prices_live(shares: object) -> None:
    listing, refusal = parse(
        game(outcome("away", 120, bet_info=shares), outcome("home", -140)),
    )
    assert isinstance(listing, Listing)
    assert (len(listing.quotes), listing.splits) == (2, ())
    assert isinstance(refusal, Refusal)
    assert refusal.record == "15 moneyline split"


def test_splits_need_no_price() -> None:
    assert len(only(game(outcome("away", 0), outcome("home", -140))).splits) == 2


@pytest.mark.parametrize("bets", [None, 0, -5, "many", True])
def test_what_is_no_count_of_bets_is_none(bets: object) -> None:
    both = (outcome("away", 120), outcome("home", -140))
    assert {s.bets for s in only(game(*both, num_bets=bets)).splits} == {None}


def test_one_side_alone_is_no_split() -> None:
    assert only(game(outcome("away", 120))).splits == ()


def test_a_game_without_markets_is_still_a_game() -> None:
    assert only(game(markets=None)).quotes == ()


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"message":"Forbidden"}', b"[" * 100_000])
def test_what_is_no_scoreboard_is_a_data_error(body: bytes) -> None:
    with pytest.raises(DataError):
        list(Scoreboard().parse(payload(body=body)))


def test_a_day_without_games_is_no_error() -> None:
    assert parse() == []


def test_the_source_is_asked_as_a_browser_asks() -> None:
    (request,) = Scoreboard().requests(Window(first=DAY, last=DAY))
    assert request.params["date"] == "20250702"
    assert request.headers["User-Agent"].startswith("Mozilla/")
