"""The predecessor's names of teams and books: its codes, and what its sources spelled."""

from __future__ import annotations

from collections.abc import Mapping

from mlbcore.collecting import Identity
from mlbcore.errors import IdentityError
from mlbcore.models import BOOKS, TEAMS, Listing, slate_date

SOURCE = "legacy"
OTHER_TEAMS = {
    "ARI": "AZ",
    "CHW": "CWS",
    "KCR": "KC",
    "OAK": "ATH",
    "SDP": "SD",
    "SFG": "SF",
    "TBR": "TB",
    "WAS": "WSH",
    "WSN": "WSH",
    "Oakland Athletics": "ATH",
    "Cleveland Indians": "CLE",
}
TEAM_REFS = (
    {code: code for code in TEAMS}
    | {team.name: team.code for team in TEAMS.values()}
    | {team.nickname: team.code for team in TEAMS.values()}
    | OTHER_TEAMS
)
OTHER_BOOKS = {
    "Barstool": "espn_bet",
    "BetMGM (Alternative)": "betmgm",
    "Bovada.lv": "bovada",
    "Circa": "circa",
    "DK": "draftkings",
    "Fanatics Sportsbook": "fanatics",
    "MGM": "betmgm",
    "PointsBet (US)": "pointsbet",
    "WilliamHill": "caesars",
    "William Hill": "caesars",
}
# Theirs were written in any letters: nothing but letters and digits counts.
BOOK_REFS = (
    {code: code for code in BOOKS} | {book.name: book.code for book in BOOKS.values()} | OTHER_BOOKS
)


def _plain(ref: str) -> str:
    return "".join(filter(str.isalnum, ref)).lower()


PLAIN_BOOKS = {_plain(ref): code for ref, code in BOOK_REFS.items()}


def team_code(ref: str) -> str:
    """The team's code; a name that nobody knows stays as it is."""
    return TEAM_REFS.get(ref, ref)


def book_code(ref: str) -> str:
    """The book's code; a name that nobody knows stays as it is."""
    return PLAIN_BOOKS.get(_plain(ref), ref)


class LegacyIds:
    source = SOURCE
    teams: Mapping[str, str] = TEAM_REFS
    books: Mapping[str, str] = BOOK_REFS

    def team(self, ref: str) -> str:
        try:
            return TEAM_REFS[ref]
        except KeyError as error:
            raise IdentityError(f"team {ref!r} is not known to the old tables") from error

    def book(self, ref: str) -> str:
        try:
            return PLAIN_BOOKS[_plain(ref)]
        except KeyError as error:
            raise IdentityError(f"book {ref!r} is not known to the old tables") from error

    def game(self, record: Listing) -> Identity:
        """By date, teams and start: there is no game number. Raises IdentityError.

        Of a date and a start that differ, one is wrong, and nothing tells which.
        """
        start = record.start
        if start is not None and (date := slate_date(start)) not in record.dates:
            raise IdentityError(
                f"game_date {record.dates[0]} is not that of the game_datetime, {date} US Eastern"
            )
        identity = Identity.of(record, away=self.team(record.away), home=self.team(record.home))
        return identity._replace(stated=True)
