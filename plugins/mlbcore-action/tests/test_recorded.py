"""The recorded scoreboards, against a count of their JSON that shares nothing with the parser."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from mlbcore import (
    EASTERN,
    Listing,
    Market,
    Payload,
    Phase,
    Quote,
    Request,
    Side,
    Split,
)
from mlbcore_action.ids import ActionIds
from mlbcore_action.scoreboard import Scoreboard


def payload(body: bytes, fetched_at: dt.datetime) -> Payload:
    return Payload(
        source="action",
        collector="public-betting",
        date=fetched_at.date(),
        url="https://api.actionnetwork.com/",
        fetched_at=fetched_at,
        body=body,
    )


def recorded(source: Any) -> Iterator[tuple[dt.datetime, list[dict[str, Any]]]]:
    """The recorded bodies: the finals of each day, and every snapshot."""
    for games in source.games.values():
        yield dt.datetime(2026, 1, 1, tzinfo=dt.UTC), games
    for shots in source.snapshots.values():
        for taken_at, rows in shots:
            by_game = groupby(sorted(rows, key=itemgetter("game_id")), itemgetter("game_id"))
            yield taken_at, [source.quoted(list(rows)) for _, rows in by_game]


NAMES = {
    "moneyline": "moneyline",
    "run_line": "spread",
    "total": "total",
    "team_total": "core_bet_type_6_team_score",
}


def stood(game: dict[str, Any], fetched_at: dt.datetime) -> tuple[Phase, dt.datetime]:
    """What is not live is of before the game: of when it was fetched, at the latest the start."""
    start = dt.datetime.fromisoformat(game["start_time"])
    outcomes = (
        one
        for event in game["markets"].values()
        for ones in event["event"].values()
        for one in ones
    )
    is_live = fetched_at >= start and any(one["is_live"] for one in outcomes)
    if is_live or game["status"] in ("inprogress", "complete"):
        return Phase.CLOSE, start
    put_off = game["status"] == "postponed"
    return Phase.PREGAME, min(fetched_at, start) if put_off else fetched_at


def expected(game: dict[str, Any], fetched_at: dt.datetime) -> Counter[Quote]:
    """Every price as recorded; an opener's stands twice."""
    teams = {game["away_team_id"]: Side.AWAY, game["home_team_id"]: Side.HOME}
    before, opener = stood(game, fetched_at), (Phase.OPENER, None)
    return Counter(
        Quote(
            book=book,
            market=Market(market),
            side=Side(one["side"]),
            price=one["odds"],
            line=None if market == "moneyline" else one["value"],
            phase=phase,
            observed_at=observed_at,
            team=teams[one["team_id"]] if market == "team_total" else None,
        )
        for book, event in game["markets"].items()
        for market, name in NAMES.items()
        for one in event["event"].get(name, ())
        for phase, observed_at in ((Phase.LIVE, fetched_at) if one["is_live"] else before, opener)
        if phase is not Phase.OPENER or (one["line_status"] == "opener" and not one["is_live"])
    )


def expected_splits(game: dict[str, Any], fetched_at: dt.datetime) -> Counter[Split]:
    """The shares where both sides are there, and not both zero for tickets and money."""
    found: Counter[Split] = Counter()
    for book, event in game["markets"].items():
        for market in ("moneyline", "run_line", "total"):
            for live in (False, True):
                ones = [o for o in event["event"].get(NAMES[market], ()) if o["is_live"] is live]
                said = {
                    key: [o["bet_info"][key]["percent"] for o in ones]
                    for key in ("tickets", "money")
                }
                phase, observed_at = (Phase.LIVE, fetched_at) if live else stood(game, fetched_at)
                if len(ones) == 2 and any(map(any, said.values())):
                    found.update(
                        Split(
                            book=book,
                            market=Market(market),
                            side=Side(one["side"]),
                            tickets_percent=tickets if any(said["tickets"]) else None,
                            money_percent=money if any(said["money"]) else None,
                            bets=game.get("num_bets") or None,
                            phase=phase,
                            observed_at=observed_at,
                        )
                        for one, tickets, money in zip(ones, *said.values(), strict=True)
                    )
    return found


COME_TO = {"inprogress": "live", "complete": "final", "weatherdelay": "delayed"}


def named(game: dict[str, Any]) -> tuple[object, ...]:
    """What lists the game, but for its score."""
    start = dt.datetime.fromisoformat(game["start_time"])
    teams = str(game["away_team_id"]), str(game["home_team_id"])
    date = start.astimezone(EASTERN).date()
    status = COME_TO.get(game["status"], game["status"])
    return (str(game["id"]), *teams, start, (date,), status, None, None, False)


def names(listing: Listing) -> tuple[object, ...]:
    return (
        *(listing.external_id, listing.away, listing.home, listing.start, listing.dates),
        *(listing.status, listing.venue, listing.game_number, listing.start_tbd),
    )


def broken(game: dict[str, Any]) -> dict[str, Any]:
    """The game beside a market that cannot be read, so that all is read piece by piece."""
    markets = {
        book: {"event": event["event"] | {"other": [1]}} for book, event in game["markets"].items()
    }
    return game | {"markets": markets, "teams": game["teams"][::-1]}


def test_every_recorded_body_is_read_whole(recordings: Mapping[str, Any]) -> None:
    bodies = 0
    for fetched_at, games in recorded(recordings["action"]):
        body = json.dumps({"games": games}).encode()
        found = list(Scoreboard().parse(payload(body, fetched_at)))
        assert [type(item) for item in found] == [Listing, Request] * len(games)
        for listing, listed in zip(found[::2], games, strict=True):
            assert isinstance(listing, Listing)
            assert names(listing) == named(listed)
            assert Counter(listing.quotes) == expected(listed, fetched_at)
            assert Counter(listing.splits) == expected_splits(listed, fetched_at)
            box = listed.get("boxscore", {}) if listed["status"] == "complete" else {}
            assert listing.away_score == box.get("total_away_points")
            assert listing.home_score == box.get("total_home_points")
            assert ActionIds().game(listing).dates == listing.dates
            begun = {Phase.CLOSE, Phase.LIVE} & {q.phase for q in listing.quotes}
            assert begun or listed["status"] in ("scheduled", "weatherdelay")
        bodies += 1
    assert bodies


def test_read_piece_by_piece_a_body_holds_the_same(recordings: Mapping[str, Any]) -> None:
    for fetched_at, games in islice(recorded(recordings["action"]), 0, None, 40):
        whole, pieces = (
            list(Scoreboard().parse(payload(json.dumps({"games": form}).encode(), fetched_at)))
            for form in (games, [broken(game) for game in games])
        )
        assert pieces == whole


def test_the_recorded_page_of_the_first_form_is_read_whole(shared: Path) -> None:
    body = (shared / "data/action/v1_scoreboard_20260930.json").read_bytes()
    noon = dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC)
    found = list(Scoreboard().parse(payload(body, noon)))
    games = json.loads(body)["games"]
    assert [type(item) for item in found] == [Listing, Request] * len(games) != []
    for listing, listed in zip(found[::2], games, strict=True):
        assert isinstance(listing, Listing)
        assert names(listing) == named(listed)
        assert (listing.away_score, listing.home_score, listing.splits) == (None, None, ())
        assert Counter(listing.quotes) == Counter(
            Quote(
                book=str(row["book_id"]),
                market=Market.MONEYLINE,
                side=side,
                price=row[key],
                phase=Phase.OPENER if row["book_id"] == 30 else Phase.PREGAME,
                observed_at=None
                if row["book_id"] == 30
                else dt.datetime.fromisoformat(row["inserted"]),
            )
            for row in listed["odds"]
            for side, key in ((Side.AWAY, "ml_away"), (Side.HOME, "ml_home"))
        )
