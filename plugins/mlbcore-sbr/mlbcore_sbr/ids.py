"""SportsbookReview's names of teams and books, as its pages have spelled them over the years."""

from __future__ import annotations

from collections.abc import Mapping

from mlbcore import TEAMS, Identity, IdentityError, Listing

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
    "barstool": "espn_bet",
    "bet365": "bet365",
    "betmgm": "betmgm",
    "bet_rivers_ny": "betrivers",
    "caesars": "caesars",
    "draftkings": "draftkings",
    "fanatics": "fanatics",
    "fanduel": "fanduel",
    "foxbet": "foxbet",
    "picks": "picks",
    "pointsbet": "pointsbet",
    "unibet": "unibet",
}
# A page since 2022 has a number beside each name; one before had another, its sbid.
BOOK_NUMBERS = {
    "2": "bet365",
    "28": "betmgm",
    "34": "fanduel",
    "41": "caesars",
    "42": "draftkings",
    "122": "fanatics",
    "sbid:19": "5dimes",
    "sbid:43": "bet365",
    "sbid:93": "bookmaker",
    "sbid:118": "bookmaker",
    "sbid:169": "heritage",
    "sbid:180": "intertops",
    "sbid:238": "pinnacle",
    "sbid:349": "caesars",
    "sbid:626": "matchbook",
    "sbid:1096": "betonline",
    "sbid:1274": "betway",
    "sbid:1279": "betfred",
    "sbid:1439": "888sport",
    "sbid:1459": "unibet",
    "sbid:1618": "bovada",
    "sbid:1680": "mybookie",
}
BOOK_CODES = BOOK_NAMES | BOOK_NUMBERS


class SbrIds:
    source = "sbr"
    teams: Mapping[str, str] = TEAM_NAMES
    books: Mapping[str, str] = BOOK_CODES

    def team(self, ref: str) -> str:
        try:
            return TEAM_NAMES[ref]
        except KeyError as error:
            raise IdentityError(f"team {ref!r} is not known to sbr") from error

    def book(self, ref: str) -> str:
        try:
            return BOOK_CODES[ref]
        except KeyError as error:
            raise IdentityError(f"book {ref!r} is not known to sbr") from error

    def game(self, record: Listing) -> Identity:
        return Identity.of(record, away=self.team(record.away), home=self.team(record.home))
