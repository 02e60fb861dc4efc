"""A listed game meets one certain game of ours, or none, with a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.collecting import Identity
from mlbcore.db.appearances import Appearance
from mlbcore.models import GameStatus, Listing
from mlbcore.pipeline.identity import Resolution, Row, adopt, resolve

DAY = dt.date(2025, 7, 2)
ONE, SEVEN = (dt.datetime(2025, 7, 2, hour, 5, tzinfo=dt.UTC) for hour in (17, 23))
MINUTE = dt.timedelta(minutes=1)
HOUR = 60 * MINUTE


def row(id: str, start: dt.datetime | None, status: GameStatus | None = None) -> Row:
    """A row of a source that has ids."""
    listing = Listing(external_id=id, away="SD", home="PHI", start=start, status=status)
    return Row(listing, Identity((DAY,), "SD", "PHI", start, None, id))


def stated(start: dt.datetime) -> Row:
    """A row whose id is made of its start."""
    one = row(f"{start:%H%M}", start)
    return evolve(one, identity=one.identity._replace(stated=True))


def game(number: int, start: dt.datetime, **changes: Any) -> Appearance:
    appearance = Appearance(
        game=number,
        date=DAY,
        away="SD",
        home="PHI",
        game_number=1,
        start=start,
        start_tbd=False,
        status=GameStatus.FINAL,
        named=True,
        met=(),
    )
    return evolve(appearance, **changes)


def met(resolution: Resolution) -> dict[str, int]:
    return {row.identity.external_id: game for row, _, game in resolution.met}


def reasons(resolution: Resolution) -> str:
    return " ".join(reason for _, _, reason in resolution.unmatched)


def test_a_doubleheader_is_met_in_order_of_start() -> None:
    rows = [row("b", SEVEN), row("a", ONE)]
    assert met(resolve(rows, [game(1, ONE), game(2, SEVEN)], {}, {DAY})) == {"a": 1, "b": 2}


def test_a_placeholder_start_does_not_disturb_the_order() -> None:
    games = [game(1, ONE), game(2, ONE + 5 * MINUTE, start_tbd=True, game_number=2)]
    assert met(resolve([row("a", ONE), row("b", SEVEN)], games, {}, {DAY})) == {"a": 1, "b": 2}


def test_one_row_of_two_games_meets_the_one_that_starts_at_its_minute() -> None:
    assert met(resolve([row("b", SEVEN)], [game(1, ONE), game(2, SEVEN)], {}, {DAY})) == {"b": 2}


def test_one_row_of_two_games_at_another_minute_is_unmatched() -> None:
    rows = [row("b", SEVEN + MINUTE)]
    resolution = resolve(rows, [game(1, ONE), game(2, SEVEN)], {}, {DAY})
    assert not resolution.met
    assert "1 game listed where MLB has 2 games of SD @ PHI" in reasons(resolution)


def test_a_duplicated_row_never_takes_the_other_game() -> None:
    rows = [row("a", ONE), row("a2", ONE), row("b", SEVEN)]
    resolution = resolve(rows, [game(1, ONE), game(2, SEVEN)], {}, {DAY})
    assert met(resolution) == {"b": 2}
    assert len(resolution.unmatched) == 2


def test_two_rows_at_one_start_have_no_order() -> None:
    rows = [row("a", ONE), row("b", ONE)]
    assert not resolve(rows, [game(1, ONE), game(2, SEVEN)], {}, {DAY}).met


def test_a_played_row_never_meets_a_postponed_game() -> None:
    games = [game(1, ONE, status=GameStatus.POSTPONED)]
    resolution = resolve([row("a", SEVEN, GameStatus.FINAL)], games, {}, {DAY})
    assert "MLB lists SD @ PHI on 2025-07-02 as postponed" in reasons(resolution)


def test_a_postponed_row_meets_the_postponed_game_of_a_doubleheader() -> None:
    games = [game(1, ONE), game(2, SEVEN, status=GameStatus.POSTPONED)]
    rows = [row("a", ONE, GameStatus.FINAL), row("b", SEVEN, GameStatus.POSTPONED)]
    assert met(resolve(rows, games, {}, {DAY})) == {"a": 1, "b": 2}


def test_a_row_that_starts_with_another_game_contradicts_the_order() -> None:
    games = [game(1, ONE), game(2, SEVEN, status=GameStatus.POSTPONED)]
    assert not resolve([row("b", SEVEN, GameStatus.SCHEDULED)], games, {}, {DAY}).met


def test_a_known_id_keeps_its_game() -> None:
    games = [game(1, ONE), game(2, SEVEN)]
    resolution = resolve([row("x", ONE), row("y", SEVEN)], games, {"x": 2}, {DAY})
    assert met(resolution) == {"x": 2, "y": 1} or met(resolution) == {"x": 2}
    assert met(resolution)["x"] == 2


def test_a_game_met_by_another_id_that_day_is_not_met_again() -> None:
    resolution = resolve([row("new", ONE)], [game(1, ONE, met=("old",))], {}, {DAY})
    assert "has an id of this source already" in reasons(resolution)


def test_a_corrected_start_is_of_the_one_game_that_mlb_lists() -> None:
    games = [game(1, SEVEN, met=("2300",))]
    resolution = resolve([stated(SEVEN)], games, {}, {DAY})
    assert met(resolution) == {"2305": 1}


def test_before_mlb_a_corrected_start_may_be_that_of_a_second_game() -> None:
    games = [game(1, SEVEN - 5 * MINUTE, met=("2300",), named=False)]
    resolution = resolve([stated(SEVEN)], games, {}, set())
    assert not resolution.met
    assert not resolution.created
    assert "told with another start before: MLB's page of the date" in reasons(resolution)
    (again,) = resolve([stated(SEVEN)], games, {}, set(), {"2305": 1}).met
    assert again[2] == 1


def test_a_corrected_start_of_one_game_is_never_taken_for_the_other() -> None:
    games = [game(1, ONE, met=("1705",)), game(2, SEVEN)]
    resolution = resolve([stated(ONE + 5 * MINUTE)], games, {}, {DAY})
    assert "1 game listed where MLB has 2 games" in reasons(resolution)
    first, second = stated(SEVEN - 60 * MINUTE), stated(SEVEN)
    moved = resolve([first, second], games, {}, {DAY}, {first.external_id: 2})
    assert met(moved) == {"2305": 2}
    assert "its start was that of another SD @ PHI" in reasons(moved)


def test_a_game_mlb_does_not_list_is_unmatched_once_mlb_has_named_the_day() -> None:
    assert "MLB lists no SD @ PHI" in reasons(resolve([row("a", ONE)], [], {}, {DAY}))


def test_a_source_that_comes_before_mlb_makes_the_game() -> None:
    resolution = resolve([row("a", ONE), row("b", SEVEN)], [], {}, set())
    assert [row.identity.external_id for row, _ in resolution.created] == ["a", "b"]
    assert not resolution.unmatched


def test_a_second_source_meets_the_games_the_first_made() -> None:
    made = [game(1, ONE, named=False), game(2, SEVEN, named=False)]
    assert met(resolve([row("b", SEVEN), row("a", ONE)], made, {}, set())) == {"a": 1, "b": 2}


def test_mlb_takes_over_the_games_that_were_made_before_it() -> None:
    made = [game(1, ONE, named=False)]
    resolution = adopt([row("777", ONE + MINUTE)], made, {})
    assert met(resolution) == {"777": 1}
    assert not resolution.created


def test_mlb_creates_what_is_no_certain_game_made_before() -> None:
    made = [game(1, ONE, named=False)]
    resolution = adopt([row("777", ONE + MINUTE), row("778", SEVEN)], made, {})
    assert [row.identity.external_id for row, _ in resolution.created] == ["777", "778"]


STARTS = st.lists(st.integers(0, 4).map(lambda hours: ONE + dt.timedelta(hours=hours)), max_size=4)


@given(STARTS, STARTS)
def test_pairs_are_one_to_one_whatever_the_order_of_the_rows(
    theirs: list[dt.datetime], ours: list[dt.datetime]
) -> None:
    rows = [row(str(n), start) for n, start in enumerate(theirs)]
    games = [game(n, start, game_number=n) for n, start in enumerate(sorted(ours), start=1)]
    straight = met(resolve(rows, games, {}, {DAY}))
    assert met(resolve(rows[::-1], games, {}, {DAY})) == straight
    assert len(set(straight.values())) == len(straight)


PAIR = st.lists(st.integers(0, 9), min_size=2, max_size=2, unique=True).map(sorted)
TOLD = st.tuples(st.sets(st.sampled_from([0, 1]), min_size=1), PAIR)


@given(PAIR, st.lists(TOLD, max_size=5))
def test_rows_of_a_doubleheader_that_are_corrected_never_meet_the_other_game(
    ours: list[int], payloads: list[tuple[set[int], list[int]]]
) -> None:
    """Where a table tells the games in their order, and none at the minute of the other."""
    ids: dict[str, int] = {}
    for places, theirs in payloads:
        if theirs[0] == ours[1] or theirs[1] == ours[0]:
            continue
        games = [
            game(n, ONE + hour * HOUR, met=tuple(id for id, met in ids.items() if met == n))
            for n, hour in enumerate(ours)
        ]
        rows = {place: stated(ONE + theirs[place] * HOUR) for place in places}
        resolution = resolve(rows.values(), games, {}, {DAY}, ids)
        truth = {row.external_id: place for place, row in rows.items()}
        assert met(resolution).items() <= truth.items()
        ids = met(resolution) | ids
