"""MLB's ids of teams. Names change over the years, ids do not."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NoReturn

from mlbcore import Identity, IdentityError, Listing

TEAM_CODES = {
    "108": "LAA",
    "109": "AZ",
    "110": "BAL",
    "111": "BOS",
    "112": "CHC",
    "113": "CIN",
    "114": "CLE",
    "115": "COL",
    "116": "DET",
    "117": "HOU",
    "118": "KC",
    "119": "LAD",
    "120": "WSH",
    "121": "NYM",
    "133": "ATH",
    "134": "PIT",
    "135": "SD",
    "136": "SEA",
    "137": "SF",
    "138": "STL",
    "139": "TB",
    "140": "TEX",
    "141": "TOR",
    "142": "MIN",
    "143": "PHI",
    "144": "ATL",
    "145": "CWS",
    "146": "MIA",
    "147": "NYY",
    "158": "MIL",
    "159": "AL",
    "160": "NL",
}


class MlbIds:
    source = "mlb"
    teams: Mapping[str, str] = TEAM_CODES
    books: Mapping[str, str] = MappingProxyType({})

    def team(self, ref: str | int) -> str:
        try:
            return TEAM_CODES[str(ref)]
        except KeyError as error:
            raise IdentityError(f"team {ref!r} is not known to mlb") from error

    def book(self, ref: str) -> NoReturn:
        raise IdentityError(f"mlb has no books, so none is {ref!r}")

    def game(self, record: Listing) -> Identity:
        return Identity.of(record, away=self.team(record.away), home=self.team(record.home))
