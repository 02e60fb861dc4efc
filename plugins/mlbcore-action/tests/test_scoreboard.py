"""The public betting scoreboard: prices by phase, and splits only where there are any."""

from __future__ import annotations

import csv
import datetime as dt
import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from mlbcore import (
    BOOKS,
    DataError,
    GameStatus,
    IdentityError,
    LineStatus,
    Listing,
    Market,
    Payload,
    Phase,
    Quote,
    Refusal,
    Side,
)
from mlbcore.testing.contract import SourceContract
from mlbcore_action.ids import BOOK_CODES, ActionIds
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
    return list(Scoreboard().parse(payload(*games, **when)))


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
    payload = payload(game(outcome("away", 120), outcome("home", -140)))


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


def test_the_book_open_and_the_status_opener_are_openers() -> None:
    assert quote(outcome("away", 120), book="30").phase is Phase.OPENER
    assert quote(outcome("away", 120, line_status="opener")).phase is Phase.OPENER


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


def test_one_side_alone_is_no_split() -> None:
    assert only(game(outcome("away", 120))).splits == ()


def test_a_game_without_markets_is_still_a_game() -> None:
    assert only(game(markets=None)).quotes == ()


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"message":"Forbidden"}', b"[" * 100_000])
def test_what_is_no_scoreboard_is_a_data_error(body: bytes) -> None:
    with pytest.raises(DataError):
        list(Scoreboard().parse(payload(body=body)))


def test_an_operators_ids_are_one_book_and_consensus_is_none() -> None:
    ids = ActionIds()
    assert {ids.book(id) for id in ("68", "1538", "1541")} == {"draftkings"}
    assert (ids.book("15"), ids.book("30")) == ("consensus", "open")
    with pytest.raises(IdentityError, match="2194"):
        ids.book("2194")
    assert set(BOOK_CODES.values()) <= set(BOOKS)


def test_the_recorded_table_of_books_agrees(shared: Path) -> None:
    packed = (shared / "data/action/anscrapR/books_decoded.csv.xz").read_bytes()
    rows = list(csv.DictReader(lzma.decompress(packed).decode().splitlines()))
    parents = {row["id"]: row["parent_name"].lower().replace(" ", "") for row in rows}
    for id, code in BOOK_CODES.items():
        if code in ("draftkings", "fanduel", "betmgm") and parents.get(id):
            assert parents[id] in (code, "dk"), id


def test_every_recorded_final_is_read_whole(shared: Path) -> None:
    packed = (shared / "data/action/mlb_bets.csv.xz").read_bytes()
    ids = ActionIds()
    for row in csv.DictReader(lzma.decompress(packed).decode().splitlines()):
        sides = (
            outcome("away", int(float(row["away_money_line"]))),
            outcome("home", int(float(row["home_money_line"]))),
        )
        teams: dict[str, Any] = {key: int(row[key]) for key in ("away_team_id", "home_team_id")}
        listing = only(game(*sides, start_time=row["start_time"], **teams))
        assert len(listing.quotes) == 2
        assert ids.game(listing).away != ids.game(listing).home
