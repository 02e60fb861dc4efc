"""Signals weighed against one another, scored, and summed for each side of a market."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mlbcore.analysis.signals.agreement import AgreementRule, ScoreRule, agreements, scored
from mlbcore.analysis.signals.findings import FINDINGS
from mlbcore.analysis.signals.weighing import weighed
from mlbcore.models import Side, SignalType
from mlbcore.settings import WeighRule
from mlbcore.testing.tapes import NOON, START

FEW = settings(max_examples=30)
SIGNS = {
    SignalType.STEAM_MOVE: "steam_move",
    SignalType.REVERSE_LINE_MOVEMENT: "reverse_line_movement",
    SignalType.SHARP_ACTION: "professional_pattern",
}
Row = dict[str, object]


def finding(
    side: Side, kind: SignalType, minutes: float = 0, confidence: float = 0.7, **more: object
) -> Row:
    return {
        "game": 1,
        "market": "moneyline",
        "period": "game",
        "side": side,
        "type": kind,
        "at": NOON + dt.timedelta(minutes=minutes),
        "start": START,
        "strength": 0.5,
        "confidence": confidence,
        "books_for": [],
        "books_against": [],
        "indicators_for": [SIGNS[kind]],
        "indicators_against": [],
        "price_rows": [],
        "split_rows": [],
        "features": [],
    } | more


def framed(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=FINDINGS)


def drawn() -> SearchStrategy[list[Row]]:
    minutes = st.integers(0, 80).map(lambda fives: 5.0 * fives)
    score = st.sampled_from((0.5, 0.65, 0.8, 0.95))
    side = st.sampled_from((Side.HOME, Side.AWAY))
    one = st.builds(finding, side, st.sampled_from(list(SIGNS)), minutes, score)
    return st.lists(one, max_size=12)


def turned(rows: list[Row]) -> list[Row]:
    return [row | {"side": Side(str(row["side"])).other} for row in rows]


def agreed(rows: list[Row], minutes: float = 400) -> list[Row]:
    when = NOON + dt.timedelta(minutes=minutes)
    told = scored(weighed(framed(rows), WeighRule()), ScoreRule())
    return agreements(told, when, AgreementRule()).to_dicts()


def test_what_was_found_on_the_other_side_before_takes_from_the_confidence() -> None:
    rows = [
        finding(Side.HOME, SignalType.STEAM_MOVE),
        finding(Side.AWAY, SignalType.SHARP_ACTION, 60),
    ]
    steam, action = weighed(framed(rows), WeighRule()).to_dicts()
    assert (steam["confidence"], steam["indicators_against"]) == (0.7, [])
    assert action["confidence"] == pytest.approx(0.6)
    assert action["indicators_against"] == ["steam_move"]


def test_what_was_found_on_its_side_before_adds_to_it() -> None:
    rows = [
        finding(Side.HOME, SignalType.STEAM_MOVE),
        finding(Side.HOME, SignalType.SHARP_ACTION, 60),
    ]
    _, action = weighed(framed(rows), WeighRule()).to_dicts()
    assert action["confidence"] == pytest.approx(0.75)
    assert action["indicators_for"] == ["professional_pattern", "steam_move"]


@pytest.mark.parametrize(("hours", "confidence"), [(6, 0.6), (6.1, 0.7)])
def test_what_is_long_past_is_not_heard(hours: float, confidence: float) -> None:
    rows = [
        finding(Side.HOME, SignalType.STEAM_MOVE),
        finding(Side.AWAY, SignalType.SHARP_ACTION, hours * 60),
    ]
    assert weighed(framed(rows), WeighRule())["confidence"][1] == pytest.approx(confidence)


def test_a_kind_counts_once_however_often_it_was_found() -> None:
    rows = [finding(Side.HOME, SignalType.STEAM_MOVE, n) for n in range(3)]
    rows.append(finding(Side.AWAY, SignalType.SHARP_ACTION, 60))
    assert weighed(framed(rows), WeighRule())["confidence"][3] == pytest.approx(0.6)


def test_splits_alone_confirm_and_contradict_nothing() -> None:
    rows = [
        finding(Side.HOME, SignalType.SHARP_ACTION),
        finding(Side.AWAY, SignalType.STEAM_MOVE, 60),
    ]
    assert weighed(framed(rows), WeighRule()).equals(framed(rows))


def test_the_score_is_the_sum_of_what_the_rule_says() -> None:
    row = finding(
        Side.HOME,
        SignalType.STEAM_MOVE,
        360,
        books_for=["circa", "fanduel", "pinnacle"],
        books_against=["betmgm"],
        indicators_against=["reverse_line_movement"],
    )
    told = scored(framed([row]), ScoreRule()).row(0, named=True)
    assert told["book_share"] == 0.75
    assert told["score"] == pytest.approx(0.28 + 0.15 + 0.15 + 0.02 - 0.2 + 0.05)
    assert (told["late"], told["actionable"], told["coordinated"]) == (True, False, False)


@pytest.mark.parametrize(
    ("confidence", "strength", "actionable"),
    [(0.65, 0.6, True), (0.64, 0.6, False), (0.65, 0.59, False)],
)
def test_a_signal_is_actionable_from_its_thresholds_on(
    confidence: float, strength: float, actionable: bool
) -> None:
    row = finding(Side.HOME, SignalType.STEAM_MOVE, 0, confidence, strength=strength)
    assert scored(framed([row]), ScoreRule())["actionable"].to_list() == [actionable]


@FEW
@given(drawn())
def test_a_score_is_held_within_0_and_1_and_grows_with_confidence(rows: list[Row]) -> None:
    less = scored(framed(rows), ScoreRule())["score"]
    more = scored(framed([row | {"confidence": 1.0} for row in rows]), ScoreRule())["score"]
    assert all(0 <= a <= b <= 1 for a, b in zip(less, more, strict=True))


def test_both_sides_of_a_market_are_told_of() -> None:
    rows = [
        finding(Side.HOME, SignalType.STEAM_MOVE, 0, books_for=["fanduel"]),
        finding(Side.HOME, SignalType.SHARP_ACTION, 30),
        finding(Side.AWAY, SignalType.REVERSE_LINE_MOVEMENT, 40, books_for=["betmgm"]),
    ]
    home, away = sorted(agreed(rows), key=lambda row: str(row["side"]), reverse=True)
    assert (home["signals"], home["contrary"], home["direction"]) == (2, 1, "long")
    assert (away["signals"], away["contrary"], away["direction"]) == (1, 2, "short")
    assert home["agreement"] == pytest.approx(2 / 3)
    assert (home["books"], home["books_against"]) == (["fanduel"], ["betmgm"])
    assert home["seconds"] == 1800
    assert home["kinds"] == ["sharp_action", "steam_move"]


def test_three_confident_signals_that_agree_are_a_strong_consensus() -> None:
    rows = [finding(Side.HOME, kind, 0, 0.8) for kind in SIGNS]
    strong = {row["side"]: row["strong"] for row in agreed(rows)}
    assert strong == {"home": True, "away": False}
    assert not any(row["strong"] for row in agreed(rows[:2]))


def test_nothing_is_said_of_a_game_that_has_begun_or_of_what_is_long_past() -> None:
    rows = [finding(Side.HOME, SignalType.STEAM_MOVE)]
    assert agreed(rows, 419)
    assert agreed(rows, 420) == []
    assert agreed([row | {"start": None} for row in rows], 24 * 60 + 1) == []


@FEW
@given(drawn(), st.integers(0, 80))
def test_later_signals_change_no_earlier_agreement(rows: list[Row], fives: int) -> None:
    when = NOON + dt.timedelta(minutes=5 * fives)
    by_then = [row for row in rows if str(row["at"]) <= str(when)]
    drop = {"findings"}
    now, then = (
        [{key: value for key, value in row.items() if key not in drop} for row in told]
        for told in (agreed(rows, 5 * fives), agreed(by_then, 5 * fives))
    )
    assert now == then


@FEW
@given(drawn())
def test_relabelling_the_sides_turns_every_agreement(rows: list[Row]) -> None:
    def told(some: list[Row]) -> list[tuple[object, ...]]:
        names = ("signals", "contrary", "agreement", "score", "strong", "seconds")
        return sorted(((row["side"], *(row[n] for n in names)) for row in some), key=str)

    back = [row | {"side": Side(str(row["side"])).other} for row in agreed(turned(rows))]
    assert told(back) == told(agreed(rows))
