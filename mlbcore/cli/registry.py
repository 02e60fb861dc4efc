"""``books`` and ``teams``: what is known, by the sources' own ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from mlbcore.cli.options import format_option
from mlbcore.cli.output import eastern, emit
from mlbcore.cli.session import database, load_plugins, read_settings
from mlbcore.collecting import Registry
from mlbcore.models import ALL_STARS, BOOKS, TEAMS

BOOK_COLUMNS = ("code", "name", "bettable", "sharp", "region", "ids")
UNKNOWN_COLUMNS = ("code", "source", "ref", "first_seen", "rows")
TEAM_COLUMNS = ("code", "name", "city", "nickname", "league", "division", "ids")


@click.command("books")
@click.option("--unknown", is_flag=True, help="Those that sources named and nobody knows.")
@format_option
def books_command(unknown: bool, form: str) -> None:
    """The sportsbooks with each source's ids; needs no database, but for --unknown."""
    if unknown:
        _show_unknown(form)
        return
    found = load_registries()
    rows = [
        {
            "code": book.code,
            "name": book.name,
            "bettable": book.bettable,
            "sharp": book.sharp,
            "region": book.region,
            "ids": {one.source: _ids(one.books, book.code) for one in found},
        }
        for book in sorted(BOOKS.values(), key=lambda book: book.code)
    ]
    emit(rows, form, BOOK_COLUMNS)


@click.command("teams")
@format_option
def teams_command(form: str) -> None:
    """The teams with each source's ids and spellings; needs no database."""
    found = load_registries()
    rows = [
        {
            "code": team.code,
            "name": team.name,
            "city": team.city,
            "nickname": team.nickname,
            "league": team.league,
            "division": team.division,
            "ids": {one.source: _ids(one.teams, team.code) for one in found},
        }
        for team in (*TEAMS.values(), *ALL_STARS.values())
    ]
    emit(rows, form, TEAM_COLUMNS)


def load_registries() -> list[Registry]:
    """The registries of the plugins that have one."""
    return [mapper for mapper in load_plugins().mappers.values() if isinstance(mapper, Registry)]


def unknown_books(codes: Iterable[str]) -> str:
    """What a run says of books it met that nobody knows."""
    named = ", ".join(sorted(codes))
    return f"unknown books, kept as they are named: {named} (see `mlbcore books --unknown`)"


def _ids(codes: Mapping[str, str], code: str) -> list[str]:
    return [ref for ref, known in codes.items() if known == code]


def _show_unknown(form: str) -> None:
    with database(read_settings()) as opened, opened.reading(replica=True) as store:
        found = store.registries.unknown()
    rows: list[dict[str, Any]] = [
        {
            "code": book.code,
            "source": book.source,
            "ref": book.ref,
            "first_seen": eastern(book.first_seen),
            "rows": book.rows,
        }
        for book in found
    ]
    emit(rows, form, UNKNOWN_COLUMNS)
