"""Action Network's ids of teams and books. One operator's ids for its states are one book."""

from __future__ import annotations

from collections.abc import Mapping

from mlbcore import TEAMS, Identity, IdentityError, Listing

TEAM_IDS = {
    "187": "BAL",
    "188": "TOR",
    "189": "TB",
    "190": "BOS",
    "191": "NYY",
    "192": "KC",
    "193": "CLE",
    "194": "CWS",
    "195": "DET",
    "196": "MIN",
    "197": "SEA",
    "198": "LAA",
    "199": "HOU",
    "200": "TEX",
    "201": "ATH",
    "202": "CIN",
    "203": "PIT",
    "204": "LAD",
    "205": "AZ",
    "206": "CHC",
    "207": "STL",
    "208": "MIL",
    "209": "SF",
    "210": "COL",
    "211": "SD",
    "212": "PHI",
    "213": "NYM",
    "214": "MIA",
    "215": "ATL",
    "216": "WSH",
    "249": "AL",
    "250": "NL",
}
ABBREVIATIONS = {code: code for code in TEAMS if code != "AZ"} | {"ARI": "AZ", "OAK": "ATH"}
TEAM_CODES = TEAM_IDS | ABBREVIATIONS

OPERATORS = {
    "consensus": "15",
    "open": "30",
    "pinnacle": "3",
    "circa": "78",
    "draftkings": "68 286 1533-1539 1541 1542 1546 1548-1550 1632-1635 1963 1997 2031 2260 2465"
    " 2692 2853 3118",
    "fanduel": "69 252 255-257 270 358 366 385 647 741 1006 1038 1138 1731 1765 1897 1968 1998"
    " 2028 2229 2466 2856 2888",
    "betmgm": "75 248 258 261 280-283 346 347 369 444 510 543 807 939 1137 1203 1368 1599 1665"
    " 2228 2399 2889 3019",
    "caesars": "123 13 49 276 277 279 312 355 356 367 387 645 808 1005 1244 1896 1898 1906 1969"
    " 2029 2261 2457 2693 3120",
    "bet365": "79 24 1071 1270 1971 2161 2293 2358 2464 2651-2662 2727 2891 2920 2921 3183 3216",
    "fanatics": "2988 2396 2398 2400 2401 2630 2757 2787-2791 2821 2855 2887 2986 2987 2989 2990"
    " 3151",
    "betrivers": "71 121 122 250 262 348 350 357 708 774 972 1078 1204 1831 1964 2096",
    "pointsbet": "1207 1800 1965 2061",
    "unibet": "247 246 267 411 644 1076 1205 3093",
    "espn_bet": "352 353 1797-1799 1830 1863-1867 1900 1922 1966 2030 2262 2755 2890",
    "hard_rock": "1901 1907 1921 1923 2127 2724 2725",
    "wynnbet": "379 974",
    "bookmaker": "34 5",
    "5dimes": "55",
    "888sport": "1072 3091",
    "bally": "1903-1905 3320-3324",
    "betfred": "478 481 841 1075 3090",
    "betonline": "1",
    "betus": "7",
    "betway": "908-912 1074 2664 2666 3092",
    "borgata": "477",
    "bovada": "21",
    "golden_nugget": "47",
    "heritage": "16",
    "intertops": "4",
    "leovegas": "1242",
    "matchbook": "35",
    "mybookie": "8",
    "parx": "74 873 1929",
    "playup": "388",
    "si_sportsbook": "675",
    "south_point": "31",
    "stations": "18",
    "the_score": "2668",
    "tipico": "315 1206 2598 2675",
    "westgate": "14",
    "fliff": "2292",
    "prizepicks": "2194",
    "si_consensus": "67",
}


def _spelled_out(ids: str) -> list[str]:
    """The ids of a list in which 5-7 stands for 5, 6 and 7."""
    spans = (span.partition("-") for span in ids.split())
    return [str(id) for low, _, high in spans for id in range(int(low), int(high or low) + 1)]


BOOK_CODES = {id: code for code, ids in OPERATORS.items() for id in _spelled_out(ids)}


class ActionIds:
    source = "action"
    teams: Mapping[str, str] = TEAM_CODES
    books: Mapping[str, str] = BOOK_CODES

    def team(self, ref: str | int) -> str:
        try:
            return TEAM_CODES[str(ref)]
        except KeyError as error:
            raise IdentityError(f"team {ref!r} is not known to action") from error

    def book(self, ref: str | int) -> str:
        try:
            return BOOK_CODES[str(ref)]
        except KeyError as error:
            raise IdentityError(f"book {ref!r} is not known to action") from error

    def game(self, record: Listing) -> Identity:
        return Identity.of(record, away=self.team(record.away), home=self.team(record.home))
