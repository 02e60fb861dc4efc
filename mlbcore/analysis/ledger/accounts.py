"""What became of bets by the score of their games, and what they brought.

A bet is void where its game is postponed or cancelled, is played on another date than it was placed
for, or, under the rule ``full``, was shorter than scheduled. It stays open, with the reason, while
something is not known.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from mlbcore.analysis.drawdown import deepest_fall
from mlbcore.models import (
    NOT_PLAYED,
    Bet,
    Context,
    Deposit,
    Game,
    GameStatus,
    Market,
    Period,
    VoidRule,
)
from mlbcore.odds import GameResult, Price, Selection, Settlement, settle
from mlbcore.odds.exact import half_up
from mlbcore.odds.settlement import LOST, WON

MAIN = {Market.ALTERNATE_RUN_LINE: Market.RUN_LINE, Market.ALTERNATE_TOTAL: Market.TOTAL}
INNINGS = 9


@frozen
class Pending:
    """A bet that stays open, and why."""

    bet: Bet
    reason: str


@frozen
class Settling:
    """A bet before and after it was settled; before, it may have been settled otherwise."""

    before: Bet
    after: Bet


def settled_bets(
    bets: Iterable[Bet],
    games: Mapping[int, Game],
    contexts: Mapping[int, Context],
    at: dt.datetime,
) -> tuple[list[Settling], list[Pending]]:
    """What changes where bets are settled at an instant, and what stays open.

    A bet that is settled as it would be again is in neither list; one that is settled stays so
    where its game's score is not known any more.
    """
    changes: list[Settling] = []
    pending: list[Pending] = []
    for bet in bets:
        verdict = settlement_of(bet, games[bet.game], contexts.get(bet.game), at)
        if isinstance(verdict, Settlement):
            after = settled(bet, verdict, at)
            if (after.settlement, after.payout) != (bet.settlement, bet.payout):
                changes.append(Settling(bet, after))
        elif bet.is_open:
            pending.append(verdict)
    return changes, pending


def settlement_of(
    bet: Bet, game: Game, context: Context | None, at: dt.datetime
) -> Settlement | Pending:
    """What became of a bet by an instant, or why that is not known."""
    if game.status in NOT_PLAYED or game.date != bet.date:
        return Settlement.VOID
    for reason in _unknown(bet, game, context, at):
        return Pending(bet, reason)
    complete = bet.rule is VoidRule.OFFICIAL or _went_its_length(context)
    return settle(
        _selection(bet), GameResult(away=game.away_score, home=game.home_score, complete=complete)
    )


def settled(bet: Bet, settlement: Settlement, at: dt.datetime) -> Bet:
    """The bet with its settlement and the payout, rounded to the cent, a half up."""
    cents = half_up(Fraction(bet.stake) * 100 * returned(settlement, bet.price))
    payout = Decimal(cents).scaleb(-2)
    return evolve(bet, settlement=settlement, payout=payout, settled_at=at)


def returned(settlement: Settlement, price: int) -> Fraction:
    """What comes back for each unit staked at an American price, exactly."""
    net = Price.from_american(price).decimal - 1
    return 1 + net * WON.get(settlement, 0) - LOST.get(settlement, 0)


def bankroll(start: Decimal, deposits: Iterable[Deposit], bets: Iterable[Bet]) -> Decimal:
    """What an account has: its start, what was put in less what was taken out, and all profits."""
    return start + sum(deposit.amount for deposit in deposits) + total_profit(bets)


def total_profit(bets: Iterable[Bet]) -> Decimal:
    """The profit of the settled bets, below 0 where they lost."""
    return sum((bet.profit for bet in bets if bet.profit is not None), Decimal(0))


def total_stake(bets: Iterable[Bet]) -> Decimal:
    return sum((bet.stake for bet in bets), Decimal(0))


def drawdown(bets: Iterable[Bet]) -> Decimal:
    """The furthest that the profit fell from where it had been highest, in order of settling.

    The bets of a game that were settled at one time are settled together; of several such games,
    that on which was bet first comes first.
    """
    by_game: dict[tuple[dt.datetime, int], Decimal] = defaultdict(Decimal)
    for bet in sorted(bets, key=lambda bet: (bet.placed_at, bet.id)):
        if bet.settled_at is not None:
            by_game[bet.settled_at, bet.game] += total_profit([bet])
    in_order = sorted(by_game, key=lambda step: step[0])
    return deepest_fall((by_game[each] for each in in_order), Decimal(0))


def _unknown(bet: Bet, game: Game, context: Context | None, at: dt.datetime) -> Iterator[str]:
    """What has to be known first, and is not."""
    if game.status is not GameStatus.FINAL:
        yield f"the game is {game.status or 'of no known status'}"
    if game.start is not None and not game.start_tbd and game.start > at:
        yield f"the game begins at {game.start.isoformat()}"
    if bet.period is not Period.GAME:
        yield f"the score of {bet.period} is not known"
    if game.away_score is None:
        yield "the final score is not known"
    if bet.rule is VoidRule.FULL and (context is None or context.innings is None):
        yield "how many innings were played is not known"


def _went_its_length(context: Context | None) -> bool:
    """Whether as many innings were played as were scheduled."""
    assert context is not None
    assert context.innings is not None, "what is not known leaves the bet open"
    return context.innings >= (context.scheduled_innings or INNINGS)


def _selection(bet: Bet) -> Selection:
    return Selection(
        market=MAIN.get(bet.market, bet.market),
        side=bet.side,
        line=None if bet.line is None else float(bet.line),
        team=bet.team,
    )
