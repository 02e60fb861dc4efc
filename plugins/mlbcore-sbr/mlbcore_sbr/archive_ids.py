"""The archive workbooks' own codes of the teams, each as its workbooks use it."""

from __future__ import annotations

from mlbcore import TEAMS, Identity, IdentityError, Listing
from mlbcore_sbr.workbook import BOOK

# LOS is the Dodgers in every workbook, never the Angels; BRS, CHC and SFG are slips of 2020.
THEIR_OWN = {
    "ARI": "AZ",
    "BRS": "BOS",
    "CUB": "CHC",
    "FLO": "MIA",
    "KAN": "KC",
    "LOS": "LAD",
    "OAK": "ATH",
    "SDG": "SD",
    "SFG": "SF",
    "SFO": "SF",
    "TAM": "TB",
    "WAS": "WSH",
}
SAME = TEAMS.keys() - set(THEIR_OWN.values()) | {"BOS", "CHC", "LAD", "MIA"}


class ArchiveIds:
    source = "sbr-archive"

    def __init__(self) -> None:
        self.teams = {code: code for code in SAME} | THEIR_OWN
        self.books = {BOOK: "sbr_archive"}

    def team(self, ref: str) -> str:
        try:
            return self.teams[ref]
        except KeyError as error:
            raise IdentityError(f"team {ref!r} is not known to the workbooks") from error

    def book(self, ref: str) -> str:
        try:
            return self.books[ref]
        except KeyError as error:
            raise IdentityError(f"book {ref!r} is not known to the workbooks") from error

    def game(self, record: Listing) -> Identity:
        """By date, teams and order of the rows: the workbooks have no start."""
        return Identity.of(record, away=self.team(record.away), home=self.team(record.home))
