"""What is at stake in open bets, by game and by day, and which of them win together.

The rule of correlation: a bet leans towards a margin (home up, away down) and towards many runs
(over up, under down); a team's total leans both ways, its over towards that team and towards many
runs. Two bets of one game whose leanings agree in sum win together, those whose leanings disagree
exclude each other more or less, and a moneyline or run line has nothing to do with a total.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations, groupby

from attrs import frozen

from mlbcore.analysis.ledger import total_stake
from mlbcore.models import Account, Bet, Side

# Towards the home side's margin, and towards many runs.
LEANING = {Side.HOME: (1, 0), Side.AWAY: (-1, 0), Side.OVER: (0, 1), Side.UNDER: (0, -1)}


@frozen(kw_only=True)
class Exposure:
    """The open bets of an account on one game; pairs of them win together, or against each other.

    ``day_staked`` is the money on all games of the date.
    """

    account: Account
    date: dt.date
    game: int
    bets: int
    staked: Decimal
    together: int
    against: int
    day_staked: Decimal


def exposures(bets: Iterable[Bet]) -> list[Exposure]:
    """The games with open bets, in order of account, date and game."""
    found: list[Exposure] = []
    still_open = sorted((bet for bet in bets if bet.is_open), key=_day)
    for (account, date), its in groupby(still_open, key=_day):
        day = sorted(its, key=lambda bet: bet.game)
        staked = total_stake(day)
        for game, here in groupby(day, key=lambda bet: bet.game):
            found.append(_exposure(account, date, game, list(here), staked))
    return found


def correlation(one: Bet, other: Bet) -> int:
    """1 where two bets win together, -1 where one wins as the other loses, 0 for neither."""
    if one.game != other.game:
        return 0
    agreement = sum(a * b for a, b in zip(_leaning(one), _leaning(other), strict=True))
    return (agreement > 0) - (agreement < 0)


def _exposure(
    account: Account, date: dt.date, game: int, bets: Sequence[Bet], day_staked: Decimal
) -> Exposure:
    pairs = [correlation(one, other) for one, other in combinations(bets, 2)]
    return Exposure(
        account=account,
        date=date,
        game=game,
        bets=len(bets),
        staked=total_stake(bets),
        together=pairs.count(1),
        against=pairs.count(-1),
        day_staked=day_staked,
    )


def _leaning(bet: Bet) -> tuple[int, int]:
    margin, runs = LEANING[bet.side]
    if bet.team is not None:
        margin = LEANING[bet.team][0] * runs
    return margin, runs


def _day(bet: Bet) -> tuple[Account, dt.date]:
    return bet.account, bet.date
