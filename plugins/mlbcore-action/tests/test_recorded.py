"""The recorded scoreboards, against a count of their JSON that shares nothing with the parser."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from mlbcore import Listing, Payload, Phase
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


def recorded(shared: Path) -> Iterator[tuple[dt.datetime, list[dict[str, Any]]]]:
    """The recorded bodies: the finals of each day, and every snapshot."""
    spec = spec_from_file_location("recordings", shared / "tools/source_recordings.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    # Its dataclasses look their own module up.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "recordings", module)
        spec.loader.exec_module(module)
        source = module.load([shared / "data"])["action"]
    for games in source.games.values():
        yield dt.datetime(2026, 1, 1, tzinfo=dt.UTC), games
    for shots in source.snapshots.values():
        for taken_at, rows in shots:
            by_game = groupby(sorted(rows, key=itemgetter("game_id")), itemgetter("game_id"))
            yield taken_at, [source.quoted(list(rows)) for _, rows in by_game]


def expected(game: dict[str, Any]) -> set[tuple[object, ...]]:
    return {
        (
            market,
            one["side"],
            one["odds"] if one["odds"] != -100 else 100,
            None if market == "moneyline" else one["value"],
            one["is_live"],
        )
        for event in game["markets"].values()
        for market, name in (("moneyline", "moneyline"), ("run_line", "spread"), ("total", "total"))
        for one in event["event"].get(name, ())
    }


def expected_splits(game: dict[str, Any]) -> int:
    """How many sides have shares: both are there, and not both zero for tickets and money."""
    count = 0
    for event in game["markets"].values():
        for name in ("moneyline", "spread", "total"):
            for live in (False, True):
                ones = [o for o in event["event"].get(name, ()) if o["is_live"] is live]
                shares = [
                    o["bet_info"][key]["percent"] for o in ones for key in ("tickets", "money")
                ]
                count += 2 * (len(ones) == 2 and any(shares))
    return count


def test_every_recorded_body_is_read_whole(shared: Path) -> None:
    bodies = 0
    for fetched_at, games in recorded(shared):
        body = json.dumps({"games": games}).encode()
        found = list(Scoreboard().parse(payload(body, fetched_at)))
        for listing, listed in zip(found, games, strict=True):
            assert isinstance(listing, Listing), listing
            assert expected(listed) == {
                (q.market.value, q.side.value, q.price, q.line, q.is_live) for q in listing.quotes
            }
            assert len(listing.splits) == expected_splits(listed)
            assert ActionIds().game(listing).dates == listing.dates
            begun = {Phase.CLOSE, Phase.LIVE} & {q.phase for q in listing.quotes}
            assert begun or listed["status"] in ("scheduled", "weatherdelay")
        bodies += 1
    assert bodies
