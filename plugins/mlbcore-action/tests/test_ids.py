"""Action Network's ids of teams and books."""

from __future__ import annotations

import csv
import datetime as dt
import lzma
from pathlib import Path

import pytest

from mlbcore import BOOKS, IdentityError, Listing
from mlbcore_action.ids import BOOK_CODES, OPERATORS, TEAM_CODES, ActionIds, _spelled_out

ALSO_CALLED = {
    "888sport": ("888",),
    "betrivers": ("SugarHouse",),
    "bookmaker": ("CRIS",),
    "parx": ("Play Gun Lake",),
}
START = dt.datetime(2025, 7, 2, 22, 15, tzinfo=dt.UTC)


def listing(away: str, home: str, start: dt.datetime | None = START) -> Listing:
    return Listing(external_id="258727", away=away, home=home, start=start)


@pytest.mark.parametrize(
    ("ref", "code"),
    [("187", "BAL"), ("201", "ATH"), ("OAK", "ATH"), ("ATH", "ATH"), ("ARI", "AZ"), ("CWS", "CWS")],
)
def test_teams_go_by_id_or_exact_abbreviation(ref: str, code: str) -> None:
    assert ActionIds().team(ref) == code


@pytest.mark.parametrize("ref", sorted({ref[:-1] for ref in TEAM_CODES} - TEAM_CODES.keys()))
def test_a_part_of_an_id_or_abbreviation_is_no_team(ref: str) -> None:
    with pytest.raises(IdentityError):
        ActionIds().team(ref)


@pytest.mark.parametrize("ref", ["American", "KCR", "ari", "Athletics", "217", "CH"])
def test_part_of_a_team_is_no_team(ref: str) -> None:
    with pytest.raises(IdentityError, match=ref):
        ActionIds().team(ref)


def test_the_all_stars_are_a_game() -> None:
    assert ActionIds().game(listing("249", "250"))[1:3] == ("AL", "NL")


def test_a_game_is_met_on_the_eastern_date_of_its_start() -> None:
    night = dt.datetime(2025, 7, 3, 2, 10, tzinfo=dt.UTC)
    assert ActionIds().game(listing("204", "209", night)).dates == (dt.date(2025, 7, 2),)
    with pytest.raises(IdentityError, match="258727 has neither a date nor"):
        ActionIds().game(listing("204", "209", None))


def test_an_operators_ids_are_one_book_and_consensus_is_none() -> None:
    ids = ActionIds()
    assert {ids.book(id) for id in ("68", "1538", "1541")} == {"draftkings"}
    assert (ids.book("15"), ids.book("30")) == ("consensus", "open")
    assert not BOOKS[ids.book("2194")].bettable
    with pytest.raises(IdentityError, match="76"):
        ids.book("76")
    assert set(BOOK_CODES.values()) <= set(BOOKS)


def test_no_id_is_of_two_operators_and_what_is_not_certain_is_unknown() -> None:
    assert sum(map(len, map(_spelled_out, OPERATORS.values()))) == len(BOOK_CODES)
    assert not {"76", "973"} & BOOK_CODES.keys()


def test_the_recorded_table_has_every_id_of_ours_under_a_name_of_its_operator(shared: Path) -> None:
    packed = (shared / "data/action/anscrapR/books_decoded.csv.xz").read_bytes()
    rows = csv.DictReader(lzma.decompress(packed).decode().splitlines())
    names = {row["id"]: f"{row['display_name']} {row['parent_name']}" for row in rows}
    for id, code in BOOK_CODES.items():
        told = _letters(names[id])
        assert any(_letters(name) in told for name in (code, *ALSO_CALLED.get(code, ()))), id


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def test_the_recorded_table_of_teams_agrees(shared: Path) -> None:
    with (shared / "data/action/anscrapR/mlb_teams_decoded.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert ActionIds().team(row["id"]) == ActionIds().team(row["abbr"])
