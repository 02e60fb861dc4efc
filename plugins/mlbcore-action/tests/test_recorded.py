"""The recorded scoreboards, against a count of their JSON that shares nothing with the parser."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from mlbcore import GameStatus, Listing, Market, Payload, Phase, Quote, Request, Side, Split
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


def expected(game: dict[str, Any]) -> Counter[tuple[object, ...]]:
    """Every price as recorded; an opener's stands twice."""
    teams = {game["away_team_id"]: "away", game["home_team_id"]: "home"}
    return Counter(
        (
            market,
            teams[one["team_id"]] if market == "team_total" else None,
            one["side"],
            one["odds"] if one["odds"] != -100 else 100,
            None if market == "moneyline" else one["value"],
            "opener" if opener else "live" if one["is_live"] else "before",
        )
        for event in game["markets"].values()
        for market, name in NAMES.items()
        for one in event["event"].get(name, ())
        for opener in (False, True)
        if not opener or (one["line_status"] == "opener" and not one["is_live"])
    )


def expected_splits(game: dict[str, Any]) -> Counter[tuple[object, ...]]:
    """The shares where both sides are there, and not both zero for tickets and money."""
    found: Counter[tuple[object, ...]] = Counter()
    for event in game["markets"].values():
        for market in ("moneyline", "run_line", "total"):
            for live in (False, True):
                ones = [o for o in event["event"].get(NAMES[market], ()) if o["is_live"] is live]
                said = {
                    key: [o["bet_info"][key]["percent"] for o in ones]
                    for key in ("tickets", "money")
                }
                if len(ones) == 2 and any(map(any, said.values())):
                    found.update(
                        (
                            market,
                            one["side"],
                            live,
                            one["bet_info"]["tickets"]["percent"] if any(said["tickets"]) else None,
                            one["bet_info"]["money"]["percent"] if any(said["money"]) else None,
                            game.get("num_bets") or None,
                        )
                        for one in ones
                    )
    return found


def found_quotes(quotes: Iterable[Quote]) -> Counter[tuple[object, ...]]:
    words = {Phase.OPENER: "opener", Phase.LIVE: "live"}
    return Counter(
        (
            q.market.value,
            q.team and q.team.value,
            q.side.value,
            q.price,
            q.line,
            words.get(q.phase, "before"),
        )
        for q in quotes
    )


def found_splits(splits: Iterable[Split]) -> Counter[tuple[object, ...]]:
    return Counter(
        (
            s.market.value,
            s.side.value,
            s.phase is Phase.LIVE,
            s.tickets_percent,
            s.money_percent,
            s.bets,
        )
        for s in splits
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
            assert found_quotes(listing.quotes) == expected(listed)
            assert found_splits(listing.splits) == expected_splits(listed)
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
        assert (listing.external_id, listing.status) == (str(listed["id"]), GameStatus.SCHEDULED)
        assert (listing.away, listing.home) == (
            str(listed["away_team_id"]),
            str(listed["home_team_id"]),
        )
        assert listing.start == dt.datetime.fromisoformat(listed["start_time"])
        assert listing.splits == ()
        assert Counter(
            (q.book, q.market, q.side, q.price, q.line, q.phase, q.observed_at)
            for q in listing.quotes
        ) == Counter(
            (
                str(row["book_id"]),
                Market.MONEYLINE,
                side,
                row[key] if row[key] != -100 else 100,
                None,
                Phase.OPENER if row["book_id"] == 30 else Phase.PREGAME,
                None if row["book_id"] == 30 else dt.datetime.fromisoformat(row["inserted"]),
            )
            for row in listed["odds"]
            for side, key in ((Side.AWAY, "ml_away"), (Side.HOME, "ml_home"))
        )
