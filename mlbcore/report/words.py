"""How prices, lines, shares and instants are written for people."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from mlbcore.models import BOOKS, EASTERN, Game, Period, Side, is_bettable
from mlbcore.odds import probability_to_american


def signed(american: int | None) -> str:
    """An American price as it is quoted."""
    return "" if american is None else f"{american:+d}"


def line_name(runs: Decimal | float | None, side: Side) -> str:
    """A line in runs; that of a team with its sign."""
    if runs is None:
        return ""
    return f"{float(runs):+g}" if side in (Side.AWAY, Side.HOME) else f"{float(runs):g}"


def percent(share: float | None) -> str:
    """A share of 0 to 100."""
    return "" if share is None else f"{share:.0f}%"


def probability(fair: float | None) -> str:
    return "" if fair is None else f"{fair:.1%}"


def fair_price(fair: float) -> str:
    """The American price that a probability is fair at."""
    return signed(round(probability_to_american(fair)))


def time_of_day(instant: dt.datetime) -> str:
    """Eastern, to the minute."""
    return f"{instant.astimezone(EASTERN):%H:%M}"


def clock(instant: dt.datetime | None) -> str:
    """The Eastern time of day with its zone."""
    return "" if instant is None else f"{instant.astimezone(EASTERN):%H:%M %Z}"


def day_and_clock(instant: dt.datetime) -> str:
    """The Eastern day and time, like Jul 2 13:05."""
    date = instant.astimezone(EASTERN)
    return f"{date:%b} {date.day} {time_of_day(date)}"


def stamp(instant: dt.datetime) -> str:
    """The Eastern date and time, to the minute."""
    return f"{instant.astimezone(EASTERN):%Y-%m-%d %H:%M %Z}"


def matchup(game: Game) -> str:
    """Who plays, and which of two games of a day it is."""
    return game.matchup if game.game_number == 1 else f"{game.matchup} ({game.game_number})"


def start(game: Game) -> str:
    return "TBD" if game.start_tbd else clock(game.start)


def book_name(code: str) -> str:
    """The name of a book that can be bet at; of anything else its code."""
    return BOOKS[code].name if is_bettable(code) else code


def side_name(side: Side, away: str, home: str) -> str:
    return {Side.AWAY: away, Side.HOME: home}.get(side, str(side))


def market_name(market: str, period: str, team: str | None, game: Game) -> str:
    """A market, with whose runs it is of and its period where that says anything."""
    name = words(market).capitalize()
    if team:
        name = f"{side_name(Side(team), game.away, game.home)} {words(market)}"
    return name if period == Period.GAME else f"{name}, {words(period)}"


def words(word: str) -> str:
    """A word of ours, like sharp_action, as it is read."""
    return word.replace("_", " ")


def score(game: Game) -> str:
    return "" if game.away_score is None else f"{game.away_score}-{game.home_score}"


def day(date: dt.date) -> str:
    return f"{date:%A}, {date:%B} {date.day}, {date.year}"
