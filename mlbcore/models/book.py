"""The sportsbooks we know. Consensus and open are not books: nobody can bet there."""

from __future__ import annotations

from attrs import frozen


@frozen
class Book:
    code: str
    name: str
    bettable: bool = True


BOOKS = {
    code: Book(code, name)
    for code, name in (
        ("bet365", "bet365"),
        ("betmgm", "BetMGM"),
        ("betrivers", "BetRivers"),
        ("bookmaker", "Bookmaker"),
        ("caesars", "Caesars"),
        ("circa", "Circa Sports"),
        ("draftkings", "DraftKings"),
        ("espn_bet", "ESPN BET"),
        ("fanatics", "Fanatics"),
        ("fanduel", "FanDuel"),
        ("hard_rock", "Hard Rock Bet"),
        ("pinnacle", "Pinnacle"),
        ("pointsbet", "PointsBet"),
        ("unibet", "Unibet"),
        ("wynnbet", "WynnBET"),
    )
} | {
    "consensus": Book("consensus", "Consensus of the market", bettable=False),
    "sbr_archive": Book("sbr_archive", "SBR archive line", bettable=False),
    "open": Book("open", "Opening line of the market", bettable=False),
}
