"""The booksum of a market, and the fair probabilities behind its prices.

The formulas of Shin (1993) and of the power, odds-ratio and additive methods are those collected in
Clarke, Kovalchik and Ingram, "Adjusting bookmaker's odds to allow for overround" (2017).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import listed
from mlbcore.odds.methods import Method, as_method, without_answer
from mlbcore.odds.numbers import decimal_to_probability
from mlbcore.odds.price import Price
from mlbcore.odds.quoted import Quoted, implied

STEPS = 60
CLOSE = 1e-15


def booksum(prices: Iterable[Quoted]) -> float:
    """The sum of the implied probabilities; 1 is a fair book. Raises OddsError for no price."""
    quoted = [implied(price) for price in listed(prices, "prices")]
    if not quoted:
        raise OddsError("a market without a price")
    return math.fsum(quoted)


def overround(prices: Iterable[Quoted]) -> float:
    """By how much the booksum is above 1: 0.0476 for -110 and -110."""
    return booksum(prices) - 1


def hold(prices: Iterable[Quoted]) -> float:
    """The book's share of all money staked in balance: 0.0455 for -110 and -110."""
    return 1 - 1 / booksum(prices)


def devig(decimals: Iterable[float | Price], method: str = "multiplicative") -> list[float]:
    """The fair probabilities of all outcomes of a market, in order; they sum to 1.

    ``decimals`` are decimal prices, two or more; a Price is taken too. Methods: multiplicative,
    additive, power, shin, odds_ratio, goto; and "best", which is shin where the booksum is above 1
    and else power. Raises OddsError for an impossible price, an unknown method, where additive or
    goto leave 0 to 1, and where a probability is too near to 0 or 1 for a float, as power's is of a
    long shot beside two near certainties.
    """
    chosen, market = as_method(method), listed(decimals, "decimal prices")
    if len(market) < 2:
        raise OddsError(f"a market of {len(market)} outcomes has no vig")
    quoted = [_quoted(decimal) for decimal in market]
    fair = ONE_MARKET[chosen](quoted)
    if not all(0 < p < 1 for p in fair):
        raise without_answer(chosen, f"{market}")
    return fair


def _quoted(decimal: float | Price) -> float:
    return implied(decimal) if isinstance(decimal, Price) else decimal_to_probability(decimal)


def _best(quoted: list[float]) -> list[float]:
    return _shin(quoted) if math.fsum(quoted) > 1 else _power(quoted)


def _multiplicative(quoted: list[float]) -> list[float]:
    total = math.fsum(quoted)
    return [p / total for p in quoted]


def _additive(quoted: list[float]) -> list[float]:
    step = (math.fsum(quoted) - 1) / len(quoted)
    return [p - step for p in quoted]


def _power(quoted: list[float]) -> list[float]:
    """P = q^k: Newton on log of the sum, which is convex in k, from k = 1."""
    logs = [math.log(p) for p in quoted]
    k = 1.0
    for _ in range(STEPS):
        powers = [math.exp(k * log) for log in logs]
        total = math.fsum(powers)
        slope = math.fsum(p * log for p, log in zip(powers, logs, strict=True)) / total
        step = math.log(total) / slope
        k -= step
        if abs(step) < CLOSE * max(1.0, abs(k)):
            break
    return _multiplicative([math.exp(k * log) for log in logs])


def _odds_ratio(quoted: list[float]) -> list[float]:
    """Of p / (1 - p) = q / (1 - q) / c: the closed form for two outcomes, else Newton on log c.

    Newton is held within the answers for all outcomes as long, and as short, as the extremes.
    """
    odds = [p / (1 - p) for p in quoted]
    if len(odds) == 2:
        c = math.sqrt(odds[0] * odds[1])
        return _multiplicative([o / (c + o) for o in odds])
    low = math.log(min(odds) * (len(odds) - 1))
    high = math.log(max(odds) * (len(odds) - 1))
    shift = min(max(0.0, low), high)
    for _ in range(STEPS):
        c = math.exp(shift)
        fair = [o / (c + o) for o in odds]
        excess = math.fsum(fair) - 1
        low, high = (shift, high) if excess > 0 else (low, shift)
        newton = shift + excess / math.fsum(p * (1 - p) for p in fair)
        following = newton if low < newton < high else (low + high) / 2
        if abs(following - shift) < CLOSE * max(1.0, abs(shift)):
            break
        shift = following
    return _multiplicative(fair)


def _shin(quoted: list[float]) -> list[float]:
    """Shin's share z of insiders, bracketed; for two outcomes the additive answer.

    The sum falls as z grows: from the root of the booksum at 0 to less than 1 at 1. A booksum below
    1 has its root below 0, where z is no share of anybody but the probabilities are; as each is at
    least z / (z - 1), the root is not below -1 / (n - 1).
    """
    total = math.fsum(quoted)
    if len(quoted) == 2:
        return _additive(quoted)
    low, high = (0.0, 1.0) if total >= 1 else (-1 / (len(quoted) - 1), 0.0)
    for _ in range(2 * STEPS):
        z = (low + high) / 2
        if math.fsum(_shin_fair(quoted, total, z)) > 1:
            low = z
        else:
            high = z
    return _multiplicative(_shin_fair(quoted, total, (low + high) / 2))


def _shin_fair(quoted: list[float], total: float, z: float) -> list[float]:
    """The textbook's (sqrt - z) / 2(1 - z); above 0 multiplied out, so that nothing cancels."""
    roots = [math.sqrt(z * z + 4 * (1 - z) * p * p / total) for p in quoted]
    if z < 0:
        return [(root - z) / (2 * (1 - z)) for root in roots]
    return [2 * p * p / total / (root + z) for p, root in zip(quoted, roots, strict=True)]


def _goto(quoted: list[float]) -> list[float]:
    """In steps of the standard error of each price, as the goto_conversion project does."""
    errors = [math.sqrt(1 - p) for p in quoted]
    step = (math.fsum(quoted) - 1) / math.fsum(errors)
    return [p - step * error for p, error in zip(quoted, errors, strict=True)]


ONE_MARKET: dict[Method, Callable[[list[float]], list[float]]] = {
    Method.MULTIPLICATIVE: _multiplicative,
    Method.ADDITIVE: _additive,
    Method.POWER: _power,
    Method.SHIN: _shin,
    Method.ODDS_RATIO: _odds_ratio,
    Method.GOTO: _goto,
    Method.BEST: _best,
}
