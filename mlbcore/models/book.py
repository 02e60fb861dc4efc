"""The sportsbooks we know. Consensus, open and picks are not books: nobody can bet there."""

from __future__ import annotations

from attrs import frozen


@frozen
class Book:
    """``region`` is us, international or none; a sharp book's price leads the others'."""

    code: str
    name: str
    bettable: bool = True
    region: str | None = None
    sharp: bool = False


SHARP = {"circa", "pinnacle"}
US = {
    "bally": "Bally Bet",
    "betmgm": "BetMGM",
    "betrivers": "BetRivers",
    "borgata": "Borgata",
    "caesars": "Caesars",
    "circa": "Circa Sports",
    "draftkings": "DraftKings",
    "espn_bet": "ESPN BET",
    "fanatics": "Fanatics",
    "fanduel": "FanDuel",
    "foxbet": "FOX Bet",
    "golden_nugget": "Golden Nugget",
    "hard_rock": "Hard Rock Bet",
    "parx": "Parx",
    "playup": "PlayUp",
    "pointsbet": "PointsBet",
    "si_sportsbook": "SI Sportsbook",
    "south_point": "South Point",
    "stations": "Stations",
    "the_score": "theScore Bet",
    "tipico": "Tipico",
    "westgate": "Westgate",
    "wynnbet": "WynnBET",
}
INTERNATIONAL = {
    "5dimes": "5Dimes",
    "888sport": "888sport",
    "bet365": "bet365",
    "betfred": "Betfred",
    "betonline": "BetOnline",
    "betus": "BetUS",
    "betway": "Betway",
    "bookmaker": "Bookmaker",
    "bovada": "Bovada",
    "heritage": "Heritage",
    "intertops": "Intertops",
    "leovegas": "LeoVegas",
    "matchbook": "Matchbook",
    "mybookie": "MyBookie",
    "pinnacle": "Pinnacle",
    "unibet": "Unibet",
}
NOT_BETTABLE = {
    "consensus": "Consensus of the market",
    "fliff": "Fliff",
    "open": "Opening line of the market",
    "picks": "What a site's users pick",
    "prizepicks": "PrizePicks",
    "sbr_archive": "SBR archive line",
    "si_consensus": "SI consensus",
}
BOOKS = (
    {code: Book(code, name, region="us", sharp=code in SHARP) for code, name in US.items()}
    | {
        code: Book(code, name, region="international", sharp=code in SHARP)
        for code, name in INTERNATIONAL.items()
    }
    | {code: Book(code, name, bettable=False) for code, name in NOT_BETTABLE.items()}
)


def is_bettable(code: str) -> bool:
    """Whether one can bet there; at a book that is not known nobody knows."""
    return code in BOOKS and BOOKS[code].bettable
