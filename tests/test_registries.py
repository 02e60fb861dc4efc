"""The registries of teams and books: what is known exactly, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from subprocess import CompletedProcess

import pytest

from mlbcore.collecting import Registry
from mlbcore.errors import IdentityError
from mlbcore.models import ALL_STARS, BOOKS, TEAMS
from mlbcore.plugins import discover

Command = Callable[..., CompletedProcess[str]]
FORMER = {"Cleveland Indians": "CLE", "Oakland Athletics": "ATH", "Athletics Athletics": "ATH"}
SPELLINGS = {
    "sbr": {"ARI": "AZ", "CHW": "CWS", "OAK": "ATH", "WAS": "WSH"} | FORMER,
    "action": {"ARI": "AZ", "OAK": "ATH"},
}
SOURCES = ("action", "mlb", "sbr")
ARCHIVE = "sbr-archive"


@pytest.fixture(scope="module")
def registries() -> dict[str, Registry]:
    found = discover(frozenset(SOURCES)).mappers
    return {
        source: mapper
        for source, mapper in found.items()
        if isinstance(mapper, Registry) and source != ARCHIVE
    }


def test_the_three_sources_list_what_they_know(registries: dict[str, Registry]) -> None:
    assert sorted(registries) == list(SOURCES)
    for source, registry in registries.items():
        assert set(TEAMS) <= set(registry.teams.values()), source
        assert set(registry.teams.values()) <= TEAMS.keys() | ALL_STARS.keys(), source
        assert set(registry.books.values()) <= BOOKS.keys(), source


def test_a_mapper_knows_what_it_lists_and_no_part_of_it(registries: dict[str, Registry]) -> None:
    for registry in registries.values():
        for ref, code in registry.teams.items():
            assert registry.team(ref) == code
        for ref, code in registry.books.items():
            assert registry.book(ref) == code
        for part in set(parts(registry.teams)):
            with pytest.raises(IdentityError):
                registry.team(part)


def parts(names: object) -> Iterator[str]:
    """Every proper beginning of a name that is no name of its own."""
    assert isinstance(names, dict)
    for name in names:
        yield from (name[:n] for n in range(len(name)) if name[:n] not in names)


@pytest.mark.parametrize("name", ["Chicago", "New York", "Los Angeles", "LOS", "chicago cubs"])
def test_a_name_that_may_be_two_teams_is_none(registries: dict[str, Registry], name: str) -> None:
    for registry in registries.values():
        with pytest.raises(IdentityError):
            registry.team(name)


def test_each_spelling_a_source_uses_is_its_team(registries: dict[str, Registry]) -> None:
    for source, spellings in SPELLINGS.items():
        for name, code in spellings.items():
            assert registries[source].team(name) == code


def test_there_are_many_books_and_consensus_is_none() -> None:
    bettable = {code for code, book in BOOKS.items() if book.bettable}
    assert len(bettable) >= 25
    assert BOOKS.keys() - bettable == {
        "consensus",
        "fliff",
        "open",
        "picks",
        "prizepicks",
        "sbr_archive",
        "si_consensus",
    }
    assert {book.region for book in BOOKS.values() if book.bettable} == {"us", "international"}
    assert {code for code, book in BOOKS.items() if book.sharp} == {"circa", "pinnacle"}
