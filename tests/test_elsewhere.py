"""Ids that a row says other sources give its game: whoever wrote them may have guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from mlbcore.collecting import Identity
from mlbcore.db.appearances import Appearance
from mlbcore.models import Listing
from mlbcore.pipeline.elsewhere import named_elsewhere
from mlbcore.pipeline.identity import Row

DATE = dt.date(2025, 7, 2)
FOUND = {("mlb", "1"): 11, ("sbr", "1"): 11, ("mlb", "2"): 12, ("sbr", "3"): 13}


def row(*elsewhere: tuple[str, str], home: str = "TOR") -> Row:
    listing = Listing(external_id="a", away="NYY", home=home, dates=(DATE,), elsewhere=elsewhere)
    return Row(listing, Identity((DATE,), "NYY", home, None, None, "a"))


def appearance(game: int, home: str = "TOR") -> Appearance:
    return Appearance(
        game=game,
        date=DATE,
        away="NYY",
        home=home,
        game_number=1,
        start=None,
        start_tbd=False,
        status=None,
        named=True,
        met=(),
    )


HERE = [appearance(11), appearance(12), appearance(13, "BOS")]


@pytest.mark.parametrize("ids", [[("mlb", "1")], [("mlb", "1"), ("sbr", "1"), ("action", "9")]])
def test_ids_of_one_game_of_the_date_and_teams_name_it(ids: list[tuple[str, str]]) -> None:
    assert named_elsewhere([row(*ids)], FOUND, HERE) == ({"a": 11}, [])


def test_ids_that_nobody_knows_say_nothing() -> None:
    assert named_elsewhere([row(("mlb", "8")), row()], FOUND, HERE) == ({}, [])


@pytest.mark.parametrize(
    "one",
    [
        row(("mlb", "1"), ("mlb", "2")),
        row(("mlb", "1"), ("sbr", "3")),
        row(("sbr", "3")),
        row(("mlb", "1"), home="BOS"),
    ],
)
def test_ids_of_two_games_or_of_another_speak_against_the_row(one: Row) -> None:
    known, contradicted = named_elsewhere([one], FOUND, HERE)
    assert known == {}
    assert [(entry[0], entry[1]) for entry in contradicted] == [(one, DATE)]
    assert "are not those of one" in contradicted[0][2]
