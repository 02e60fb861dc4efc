"""The odds maths beside bare numpy and beside other libraries, as ratios of times in one run.

    .venv/bin/pip install -e '.[bench]'
    .venv/bin/python -m benchmarks.odds

Prints each goal with its figure. Every time is the best of several rounds, the rivals in turn.
"""

from __future__ import annotations

import contextlib
import io
import timeit
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from benchmarks.goals import Goal, Job, judge
from mlbcore import odds

MARKETS = 100_000
SAMPLE = 40  # markets for a library that takes one at a time
ROUNDS = 7

Floats = NDArray[np.float64]


def main() -> None:
    two = two_way()
    judge([*closed_forms(two), *libraries(two), three_way(), *conversions(), price()])


def two_way() -> Floats:
    """Decimal prices of markets with 2 to 6 % of vig, as (n, 2)."""
    chance = np.random.default_rng(2025)
    first = chance.uniform(0.25, 0.75, MARKETS)
    margin = chance.uniform(1.02, 1.06, MARKETS)
    decimals: Floats = 1 / (np.stack([first, 1 - first], axis=1) * margin[:, None])
    return decimals


def seconds(jobs: Mapping[str, Job]) -> dict[str, float]:
    """The best time of each job, all taking their turn in every round."""
    best = dict.fromkeys(jobs, float("inf"))
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            timer = timeit.Timer(job)
            times = max(1, timer.autorange(None)[0] // 4)
            best[name] = min(best[name], timer.timeit(times) / times)
    return best


def closed_forms(decimals: Floats) -> list[Goal]:
    return [beside_numpy(method, bare, decimals) for method, bare in BARE.items()]


def beside_numpy(method: str, bare: Callable[[Floats], Floats], decimals: Floats) -> Goal:
    ours = odds.devig_many(decimals, method)
    assert np.allclose(ours, bare(decimals), atol=1e-12)
    took = seconds(
        {"ours": lambda: odds.devig_many(decimals, method), "bare": lambda: bare(decimals)}
    )
    return Goal(f"two-way {method} beside bare numpy", took["ours"] / took["bare"], 2, least=False)


def bare_multiplicative(decimals: Floats) -> Floats:
    quoted = 1 / decimals
    fair: Floats = quoted / quoted.sum(axis=1, keepdims=True)
    return fair


def bare_additive(decimals: Floats) -> Floats:
    quoted = 1 / decimals
    fair: Floats = quoted - (quoted.sum(axis=1, keepdims=True) - 1) / 2
    return fair


def bare_odds_ratio(decimals: Floats) -> Floats:
    quoted = 1 / decimals
    ratios = quoted / (1 - quoted)
    fair: Floats = ratios / (np.sqrt(ratios.prod(axis=1, keepdims=True)) + ratios)
    return fair


def bare_goto(decimals: Floats) -> Floats:
    quoted = 1 / decimals
    errors = np.sqrt(1 - quoted)
    step = (quoted.sum(axis=1, keepdims=True) - 1) / errors.sum(axis=1, keepdims=True)
    fair: Floats = quoted - step * errors
    return fair


BARE = {
    "multiplicative": bare_multiplicative,
    "additive": bare_additive,
    "shin": bare_additive,
    "odds_ratio": bare_odds_ratio,
    "goto": bare_goto,
}


def libraries(decimals: Floats) -> list[Goal]:
    """Each method against the fastest library that has it, by time for a market."""
    penaltyblog = import_module("penaltyblog").implied.calculate_implied
    pybettor = import_module("pybettor").implied_prob
    shin = import_module("shin").calculate_implied_probabilities
    goto = import_module("goto_conversion")

    def penalty(method: str) -> Callable[[list[float]], object]:
        return lambda market: penaltyblog(market, method=method)

    def bettor(method: str) -> Callable[[list[float]], object]:
        return lambda market: pybettor(market, category="dec", method=method)

    rivals: dict[str, dict[str, Callable[[list[float]], object]]] = {
        "multiplicative": {"penaltyblog": penalty("multiplicative"), "pybettor": bettor("basic")},
        "additive": {"penaltyblog": penalty("additive"), "pybettor": bettor("additive")},
        "power": {"penaltyblog": penalty("power"), "pybettor": bettor("power")},
        "shin": {
            "penaltyblog": penalty("shin"),
            "pybettor": bettor("shin"),
            "shin": shin,
            "goto_conversion": goto.efficient_shin_conversion,
        },
        "odds_ratio": {"penaltyblog": penalty("odds_ratio"), "pybettor": bettor("odds_ratio")},
        "goto": {"goto_conversion": goto.goto_conversion},
    }
    sample = decimals[:SAMPLE].tolist()
    return [beside_libraries(method, rivals[method], sample, decimals) for method in rivals]


def beside_libraries(
    method: str,
    rivals: Mapping[str, Callable[[list[float]], object]],
    sample: list[list[float]],
    decimals: Floats,
) -> Goal:
    jobs: dict[str, Job] = {name: partial(each, rivals[name], sample) for name in rivals}
    took = seconds({"ours": lambda: odds.devig_many(decimals, method)} | jobs)
    ours = took.pop("ours") / MARKETS
    fastest = min(took, key=lambda name: took[name])
    times = took[fastest] / SAMPLE / ours
    return Goal(f"two-way {method} faster than the fastest, {fastest}", times, 30, least=True)


def each(devig: Callable[[list[float]], object], sample: list[list[float]]) -> None:
    for market in sample:
        devig(list(market))


def three_way() -> Goal:
    """Shin to 1e-12 against shin's compiled core, which is asked for the same."""
    optimise = import_module("shin.shin").optimise
    chances = np.random.default_rng(2025).dirichlet([8, 8, 4], MARKETS)
    decimals = 1 / (chances * 1.05)
    quoted = (1 / decimals[:2000]).tolist()
    jobs: dict[str, Job] = {
        "ours": lambda: odds.devig_many(decimals, "shin"),
        "core": lambda: [optimise(row, sum(row), 3, 1000, 1e-12) for row in quoted],
    }
    one_by_one = [odds.devig(market, "shin") for market in decimals[:500].tolist()]
    assert np.abs(odds.devig_many(decimals[:500], "shin") - one_by_one).max() < 1e-12
    took = seconds(jobs)
    times = (took["core"] / len(quoted)) / (took["ours"] / MARKETS)
    return Goal("three-way Shin faster than the core of shin alone", times, 5, least=True)


def conversions() -> list[Goal]:
    chance = np.random.default_rng(2025)
    size = chance.integers(101, 1000, MARKETS).astype(float)
    american = np.where(chance.random(MARKETS) < 0.5, size, -size)
    decimal = odds.american_to_decimal(american)
    probability = 1 / decimal
    pairs: dict[str, tuple[Job, Job]] = {
        "american_to_decimal": (
            lambda: odds.american_to_decimal(american),
            lambda: np.where(american > 0, 1 + american / 100, 1 - 100 / american),
        ),
        "american_to_probability": (
            lambda: odds.american_to_probability(american),
            lambda: np.where(american > 0, 100, -american) / (np.abs(american) + 100),
        ),
        "decimal_to_american": (
            lambda: odds.decimal_to_american(decimal),
            lambda: (
                np.where(decimal >= 2, (decimal - 1) * 100, -100 / (decimal - 1))
                .round()
                .astype(np.int64)
            ),
        ),
        "decimal_to_probability": (
            lambda: odds.decimal_to_probability(decimal),
            lambda: 1 / decimal,
        ),
        "probability_to_decimal": (
            lambda: odds.probability_to_decimal(probability),
            lambda: 1 / probability,
        ),
        "probability_to_american": (
            lambda: odds.probability_to_american(probability),
            lambda: (
                np.where(
                    probability <= 1 / 2,
                    100 * (1 - probability) / probability,
                    -100 * probability / (1 - probability),
                )
                .round()
                .astype(np.int64)
            ),
        ),
    }
    return [beside_bare(name, *pair) for name, pair in pairs.items()]


def beside_bare(name: str, ours: Job, bare: Job) -> Goal:
    took = seconds({"ours": ours, "bare": bare})
    return Goal(f"{name} beside bare numpy", took["ours"] / took["bare"], 2, least=False)


def price() -> Goal:
    took = seconds(
        {
            "price": lambda: [odds.Price.from_american(american) for american in AMERICANS],
            "plain": lambda: [plain(american) for american in AMERICANS],
        }
    )
    ratio = took["price"] / took["plain"]
    return Goal("making a Price beside a range check and a division", ratio, 8, least=False)


AMERICANS = [*range(100, 1100), *range(-1100, -100)]


def plain(american: int) -> float:
    if -100 < american < 100:
        raise ValueError(american)
    return 1 + american / 100 if american > 0 else 1 - 100 / american


if __name__ == "__main__":
    # goto_conversion and pybettor print and warn on their own account.
    with contextlib.redirect_stderr(io.StringIO()):
        main()
