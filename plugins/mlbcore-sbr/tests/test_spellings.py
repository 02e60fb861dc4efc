"""Teams are known by each spelling the pages have had, and by nothing less."""

from __future__ import annotations

import pytest

from mlbcore import TEAMS, IdentityError
from mlbcore_sbr.ids import SbrIds


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("CHW", "CWS"),
        ("WAS", "WSH"),
        ("ARI", "AZ"),
        ("OAK", "ATH"),
        ("Athletics Athletics", "ATH"),
        ("Oakland Athletics", "ATH"),
        ("Cleveland Indians", "CLE"),
        *((team.name, code) for code, team in TEAMS.items()),
    ],
)
def test_each_spelling_of_a_team_is_known(ref: str, code: str) -> None:
    assert SbrIds().team(ref) == code


@pytest.mark.parametrize("ref", ["Chicago", "New York", "Los Angeles", "A", "LA", "chw", "Mets"])
def test_part_of_a_name_is_no_name(ref: str) -> None:
    with pytest.raises(IdentityError, match=ref):
        SbrIds().team(ref)
