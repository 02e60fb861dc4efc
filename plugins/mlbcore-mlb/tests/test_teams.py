"""The registry of teams says what MLB's own pages of teams say."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from mlbcore import ALL_STARS, TEAMS
from mlbcore_mlb.ids import TEAM_CODES

LEAGUES = {"American League": "AL", "National League": "NL"}
# What a club was called then, and what it is called in the registry.
RENAMED = {"Oakland Athletics": "Athletics", "Cleveland Indians": "Cleveland Guardians"}
REABBREVIATED = {"ARI": "AZ", "OAK": "ATH"}


def clubs(shared: Path, file: str) -> list[dict[str, Any]]:
    raw = (shared / "data/mlb/misc" / file).read_bytes()
    body = json.loads(lzma.decompress(raw) if file.endswith(".xz") else raw)
    return [team for team in body["teams"] if team["sport"]["id"] == 1]


@pytest.mark.parametrize("file", ["pydantic/teams.json", "reaqa766/teams_all.json.xz"])
def test_each_club_of_a_recorded_page_is_known_by_its_id(shared: Path, file: str) -> None:
    told = clubs(shared, file)
    assert {str(club["id"]) for club in told} == {
        id for id, code in TEAM_CODES.items() if code not in ALL_STARS
    }
    for club in told:
        team = TEAMS[TEAM_CODES[str(club["id"])]]
        code = REABBREVIATED.get(club["abbreviation"], club["abbreviation"])
        assert (team.code, team.name) == (code, RENAMED.get(club["name"], club["name"]))
        league = LEAGUES[club["league"]["name"]]
        division = club["division"]["name"].rpartition(" ")[2].lower()
        assert (team.league, team.division) == (league, division)


def test_the_latest_page_says_it_without_any_former_name(shared: Path) -> None:
    told = {(club["abbreviation"], club["name"]) for club in clubs(shared, "pydantic/teams.json")}
    assert told == {(team.code, team.name) for team in TEAMS.values()}
