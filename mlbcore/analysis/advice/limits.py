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
    if beyond_juice(bet.price, betting):
        found.append(f"the price {bet.price} is worse than betting.max_juice {betting.max_juice}")
    if placed >= betting.max_daily:
        found.append(f"{placed} bets were placed that day, betting.max_daily {betting.max_daily}")
    if bet.stake < betting.minimum_stake:
        least = betting.minimum_stake
        found.append(f"the stake {bet.stake} is below betting.minimum_stake {least}")
    return found


def beyond_juice(price: int, betting: BettingSettings) -> bool:
    """Whether an American price is worse than the worst one that may be taken."""
    return betting.juice_filter and price < betting.max_juice


def kelly_share(price: int, probability: float, betting: BettingSettings) -> float:
    """The share of the bankroll to stake where the side wins with the probability, 0 to 1.

    Of a side that may push, the probability to win if it does not: then its stake comes back, and
    the share is the same. 0 without an edge. Raises OddsError for an impossible value.
    """
    return kelly(
        DecimalPrice(float(Price.from_american(price).decimal)),
        Probability(probability),
        fraction=betting.kelly_fraction,
        cap=betting.kelly_cap,
    )


def kelly_stake(
    price: int, probability: float, bankroll: Decimal, betting: BettingSettings
) -> Decimal:
    """That share as money, in whole cents; 0 too where the bankroll is used up."""
    share = Decimal(kelly_share(price, probability, betting))
    return (max(bankroll, Decimal(0)) * share).quantize(CENT, rounding=ROUND_DOWN)
