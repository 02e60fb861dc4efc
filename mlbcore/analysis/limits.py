"""What a bettor has bound himself to: prices, bets a day, and stakes by Kelly's criterion."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from mlbcore.models import Bet
from mlbcore.models.bet import CENT
from mlbcore.odds import Decimal as DecimalPrice
from mlbcore.odds import Price, Probability, kelly
from mlbcore.settings import BettingSettings


def broken_limits(bet: Bet, placed: int, betting: BettingSettings) -> list[str]:
    """The limits that a bet breaks where so many were placed on its day before it."""
    found = []
    if betting.juice_filter and bet.price < betting.max_juice:
        found.append(f"the price {bet.price} is worse than betting.max_juice {betting.max_juice}")
    if placed >= betting.max_daily:
        found.append(f"{placed} bets were placed that day, betting.max_daily {betting.max_daily}")
    if bet.stake < betting.minimum_stake:
        least = betting.minimum_stake
        found.append(f"the stake {bet.stake} is below betting.minimum_stake {least}")
    return found


def kelly_stake(
    price: int, probability: float, bankroll: Decimal, betting: BettingSettings
) -> Decimal:
    """The money to stake where the side wins with the probability, 0 to 1, in whole cents.

    0 without an edge, and where the bankroll is used up. Raises OddsError for an impossible value.
    """
    share = kelly(
        DecimalPrice(float(Price.from_american(price).decimal)),
        Probability(probability),
        fraction=betting.kelly_fraction,
        cap=betting.kelly_cap,
    )
    return (max(bankroll, Decimal(0)) * Decimal(share)).quantize(CENT, rounding=ROUND_DOWN)
