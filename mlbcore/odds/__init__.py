"""Prices and betting maths: pure, typed, and independent of the rest of mlbcore."""

from mlbcore.odds.arbitrage import Arbitrage, Offer, arbitrage, stake_split
from mlbcore.odds.closing import ClosingValue, clv
from mlbcore.odds.error import OddsError
from mlbcore.odds.many import devig_many
from mlbcore.odds.middles import Middle, middle
from mlbcore.odds.numbers import (
    american_to_decimal,
    american_to_probability,
    cents,
    decimal_to_american,
    decimal_to_probability,
    probability_to_american,
    probability_to_decimal,
)
from mlbcore.odds.parlay import parlay, round_robin
from mlbcore.odds.price import Format, Price
from mlbcore.odds.settlement import GameResult, Selection, Settlement, settle
from mlbcore.odds.simultaneous import kelly_simultaneous
from mlbcore.odds.stakes import (
    Decimal,
    Probability,
    expected_value,
    growth,
    kelly,
    kelly_exclusive,
)
from mlbcore.odds.vig import booksum, devig, hold, overround

__all__ = [
    "Arbitrage",
    "ClosingValue",
    "Decimal",
    "Format",
    "GameResult",
    "Middle",
    "OddsError",
    "Offer",
    "Price",
    "Probability",
    "Selection",
    "Settlement",
    "american_to_decimal",
    "american_to_probability",
    "arbitrage",
    "booksum",
    "cents",
    "clv",
    "decimal_to_american",
    "decimal_to_probability",
    "devig",
    "devig_many",
    "expected_value",
    "growth",
    "hold",
    "kelly",
    "kelly_exclusive",
    "kelly_simultaneous",
    "middle",
    "overround",
    "parlay",
    "probability_to_american",
    "probability_to_decimal",
    "round_robin",
    "settle",
    "stake_split",
]
