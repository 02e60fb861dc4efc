"""The quality of games and splits follows from rules, and a span of dates shows its classes."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.analysis.quality.game import LONGEST, judge_game
from mlbcore.analysis.quality.rules import Judgement, Rule, is_below
from mlbcore.analysis.quality.split import current_splits, judge_split
from mlbcore.demo import BundledDay
from mlbcore.models import Game, GameStatus, Market, Phase, Quality, SeenSplit, Side, Split
from mlbcore.testing import strategies

Run = Callable[..., subprocess.CompletedProcess[str]]
NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
OTHERS = ("action", "sbr")
PLAYED = Game(
    id=1,
    date=NOON.date(),
    away="SD",
    home="PHI",
    start=NOON,
    status=GameStatus.FINAL,
    away_score=5,
    home_score=1,
    ids={"mlb": ("777290",), "sbr": ("342525",), "action": ("257326",)},
)
DAY = ("--date", "2025-07-02", "--format", "json")


@pytest.mark.parametrize(
    ("changes", "hours", "missed"),
    [
        ({}, 3, ()),
        ({"ids": {"sbr": ("1",), "action": ("2",)}}, 3, (Rule.NAMED,)),
        ({"ids": {"mlb": ("1",), "sbr": ("2",)}}, 3, (Rule.COVERED,)),
        ({"ids": {"mlb": ("1",)}, "status": GameStatus.POSTPONED}, 99, ()),
        ({"start_tbd": True}, 3, (Rule.SCHEDULED,)),
        ({"start": None}, 3, (Rule.SCHEDULED,)),
        ({"away_score": None, "home_score": None}, 3, (Rule.SETTLED,)),
        ({"status": GameStatus.LIVE}, 12, ()),
        ({"status": GameStatus.LIVE}, 13, (Rule.SETTLED,)),
        ({"status": GameStatus.SUSPENDED}, 99, (Rule.SETTLED,)),
        ({"status": None}, -9, ()),
        ({"start": None, "status": GameStatus.SCHEDULED}, 12, (Rule.SCHEDULED,)),
        ({"start": None, "status": None}, 25, (Rule.SCHEDULED, Rule.SETTLED)),
    ],
)
def test_a_game_misses_the_rules_it_does_not_meet(
    changes: dict[str, Any], hours: int, missed: tuple[Rule, ...]
) -> None:
    game = evolve(PLAYED, **changes)
    assert judge_game(game, OTHERS, NOON + hours * HOUR).missed == missed


@given(strategies.games(), strategies.instants())
def test_a_game_that_is_over_stays_settled_and_any_other_may_not(
    game: Game, now: dt.datetime
) -> None:
    later = now + 2 * LONGEST
    before, after = (judge_game(game, (), at).rules[Rule.SETTLED] for at in (now, later))
    assert before >= after


def split(side: Side = Side.HOME, percent: float | None = 60, **changes: Any) -> SeenSplit:
    told: dict[str, Any] = {
        "book": "consensus",
        "market": Market.MONEYLINE,
        "side": side,
        "tickets_percent": percent,
        "observed_at": NOON,
        "bets": 1200,
    }
    return SeenSplit(1, "action", NOON, Split(**told | changes))


@pytest.mark.parametrize(
    ("sight", "other", "missed"),
    [
        (split(), split(Side.AWAY, 40), ()),
        (split(), split(Side.AWAY, 41), ()),
        (split(), split(Side.AWAY, 42), (Rule.BALANCED,)),
        (split(), None, (Rule.BALANCED,)),
        (split(money_percent=70), split(Side.AWAY, 40, money_percent=30), ()),
        (split(money_percent=70), split(Side.AWAY, 40), (Rule.BALANCED,)),
        (split(bets=99), split(Side.AWAY, 40), (Rule.COUNTED,)),
        (split(bets=None), split(Side.AWAY, 40), (Rule.COUNTED,)),
        (split(book="action:4711"), split(Side.AWAY, 40), (Rule.KNOWN,)),
        (evolve(split(), recorded_at=NOON + 2 * HOUR), split(Side.AWAY, 40), (Rule.FRESH,)),
        (
            evolve(split(phase=Phase.CLOSE), recorded_at=NOON + 2 * HOUR),
            split(Side.AWAY, 40),
            (),
        ),
    ],
)
def test_a_split_misses_the_rules_it_does_not_meet(
    sight: SeenSplit, other: SeenSplit | None, missed: tuple[Rule, ...]
) -> None:
    answer = other.split if other else None
    assert judge_split(sight, answer, named=True).missed == missed
    assert judge_split(sight, answer, named=False).missed == (Rule.NAMED, *missed)


def test_a_split_is_balanced_by_the_other_side_of_its_own_source() -> None:
    elsewhere = evolve(split(Side.AWAY, 40), source="vsin")
    shown = [split(), elsewhere, split(Side.AWAY, 35)]
    balanced = [
        judgement.rules[Rule.BALANCED] for _, judgement in current_splits(shown, named=True)
    ]
    assert balanced == [False, False, False]
    assert not current_splits([split(), split(Side.AWAY, 40)], named=True)[0][1].missed


@given(st.dictionaries(st.sampled_from(list(Rule)), st.booleans()), st.sampled_from(list(Rule)))
def test_one_rule_more_that_is_missed_lowers_the_class_by_one_or_it_is_low(
    rules: dict[Rule, bool], rule: Rule
) -> None:
    met, missed = (Judgement(rules | {rule: value}).quality for value in (True, False))
    assert is_below(missed, met) or missed is met is Quality.LOW


class Unpaired(BundledDay):
    """The bundled day, where Action Network tells one side of each market."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = super().handle_request(request)
        text = response.read().decode()
        if "publicbetting" in request.url.path:
            text = text.replace('"side":"home"', '"side":"draw"').replace("under", "draw")
        kind = {"Content-Type": response.headers.get("Content-Type", "application/json")}
        return httpx2.Response(response.status_code, content=text.encode(), headers=kind)


def test_a_span_shows_the_classes_and_the_share_that_meets_each_rule(
    dsn: str, poll: Callable[..., None], mlbcore: Run
) -> None:
    poll(dsn)
    shown = mlbcore("quality", *DAY, MLBCORE_DATABASE_URL=dsn)
    rows = {(row["source"], row["kind"]): row for row in json.loads(shown.stdout)}
    assert list(rows) == [
        ("", "game"),
        ("action", "price"),
        ("action", "split"),
        ("sbr", "price"),
    ]
    games = rows["", "game"]
    assert (games["records"], games["excellent"], games["high"]) == (19, 18, 1)
    assert (games["named"], games["covered"], games["paired"]) == (1.0, 18 / 19, None)
    for row in rows.values():
        assert sum(row[quality] for quality in Quality) == row["records"]


def test_what_is_low_is_listed_with_the_rules_it_misses(
    dsn: str, poll: Callable[..., None], mlbcore: Run
) -> None:
    poll(dsn, Unpaired())
    asked = ("quality", *DAY, "--below", "high", "--kind", "price", "--source", "action")
    rows = json.loads(mlbcore(*asked, MLBCORE_DATABASE_URL=dsn).stdout)
    assert rows
    assert {row["quality"] for row in rows} == {"medium"}
    assert all(row["missed"] == ["paired", "fair"] for row in rows)
    assert {row["side"] for row in rows} == {"away", "over"}


def test_a_source_nobody_provides_is_refused(mlbcore: Run) -> None:
    assert mlbcore("quality", "--source", "nobody").returncode == 2
