"""SportsbookReview's names of teams and books, as its pages have spelled them over the years."""

from __future__ import annotations

from mlbcore import TEAMS, Identity, IdentityError, Listing, slate_date

OTHER_NAMES = {
    "ARI": "AZ",
    "CHW": "CWS",
    "OAK": "ATH",
    "WAS": "WSH",
    "Athletics Athletics": "ATH",
    "Oakland Athletics": "ATH",
    "Cleveland Indians": "CLE",
}
TEAM_NAMES = (
    {code: code for code in TEAMS} | {team.name: team.code for team in TEAMS.values()} | OTHER_NAMES
)
BOOK_NAMES = {
    "bet365": "bet365",
    "betmgm": "betmgm",
    "bet_rivers_ny": "betrivers",
    "caesars": "caesars",
    "draftkings": "draftkings",
    "fanatics": "fanatics",
    "fanduel": "fanduel",
    "picks": "picks",
    "pointsbet": "pointsbet",
    "unibet": "unibet",
}


class SbrIds:
    source = "sbr"

    def team(self, ref: str) -> str:
        try:
            return TEAM_NAMES[ref]
        except KeyError as error:
            raise IdentityError(f"team {ref!r} is not known to sbr") from error

    def book(self, ref: str) -> str:
        try:
            return BOOK_NAMES[ref]
        except KeyError as error:
            raise IdentityError(f"book {ref!r} is not known to sbr") from error

    def game(self, record: Listing) -> Identity:
        if record.start is None:
            raise IdentityError(f"game {record.external_id} has no start")
        return Identity(
            dates=record.dates or (slate_date(record.start),),
            away=self.team(record.away),
            home=self.team(record.home),
            start=record.start,
            game_number=record.game_number,
            external_id=record.external_id,
        )
