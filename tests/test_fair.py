"""The fair probabilities against fifty-digit roots of the equations that define them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlbcore.odds import OddsError, devig, devig_many

Fair = Callable[[list[Decimal], Decimal], list[Decimal]]

# Of both signs of margin, with long shots up to a billion.
PRICES = st.floats(1.01, 30) | st.floats(30, 1e9)
MARKETS = st.lists(PRICES, min_size=3, max_size=6)


def shin(quoted: list[Decimal], z: Decimal) -> list[Decimal]:
    """The answer to (1 - z) p^2 + z p = q^2 / B for each price."""
    book = sum(quoted, Decimal(0))
    return [((z * z + 4 * (1 - z) * q * q / book).sqrt() - z) / (2 * (1 - z)) for q in quoted]


def power(quoted: list[Decimal], log_k: Decimal) -> list[Decimal]:
    return [(q.ln() * log_k.exp()).exp() for q in quoted]


def odds_ratio(quoted: list[Decimal], log_c: Decimal) -> list[Decimal]:
    return [q / (log_c.exp() * (1 - q) + q) for q in quoted]


# Where the sum of each falls from above 1 to below it.
FALLING: dict[str, tuple[Fair, Decimal, Decimal]] = {
    "shin": (shin, Decimal(-50), Decimal(1) - Decimal("1e-30")),
    "power": (power, Decimal(-30), Decimal(10)),
    "odds_ratio": (odds_ratio, Decimal(-50), Decimal(50)),
}


def true_fair(decimals: list[float], method: str) -> list[float]:
    fair, low, high = FALLING[method]
    with localcontext() as context:
        context.prec = 50
        quoted = [1 / Decimal(decimal) for decimal in decimals]
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if sum(fair(quoted, middle)) > 1 else (low, middle)
        return [float(p) for p in fair(quoted, (low + high) / 2)]


@pytest.mark.parametrize("method", FALLING)
@settings(max_examples=15)
@given(decimals=MARKETS)
@example(decimals=[1.5, 9.8, 1e9])
@example(decimals=[1.5, 9.8, 1e10])
@example(decimals=[3.5, 3.6, 4.4])
@example(decimals=[1e9, 1e9, 1e8])
@example(decimals=[1.01, 1.02, 1e6, 1e7])
def test_one_market_and_many_are_true_to_nine_digits(method: str, decimals: list[float]) -> None:
    wanted = true_fair(decimals, method)
    if min(wanted) < 1e-300:
        with pytest.raises(OddsError, match="too near"):
            devig(decimals, method)
        return
    assert devig(decimals, method) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert devig_many([decimals], method)[0] == pytest.approx(wanted, rel=1e-9, abs=1e-12)
