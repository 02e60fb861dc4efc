"""The bootstrap by days: how else a season might have gone.

Bets of one day share weather, news and a bankroll, and are not independent; days nearly are. So
whole days are drawn again, with replacement, as many as there were, and what is asked for is
computed of each draw. Efron, "Bootstrap methods: another look at the jackknife" (1979); of
clusters, Davison and Hinkley, "Bootstrap Methods and their Application" (1997), section 3.8.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mlbcore.errors import RecordError

Floats = NDArray[np.float64]
LEVEL = 0.95
# Days drawn at a time: few enough that they stay in the processor's cache.
BLOCK = 200_000


@frozen(kw_only=True)
class Bootstrap:
    """``resamples`` seasons drawn from a ``seed``: the same seed gives the same ones.

    Raises RecordError for fewer than 100, of which no interval can be read.
    """

    resamples: int = 2000
    seed: int = 1

    def __attrs_post_init__(self) -> None:
        if self.resamples < 100 or self.seed < 0:
            raise RecordError(f"{self.resamples} resamples of seed {self.seed}")

    def sums(self, days: Floats) -> Floats:
        """The sums of each column of an array with a row a day, one row a resample."""
        drawn = np.random.default_rng(self.seed)
        at_once = max(1, BLOCK // max(1, len(days)))
        parts = [
            days[drawn.integers(len(days), size=(size, len(days)))].sum(axis=1)
            for size in _sizes(self.resamples, at_once)
        ]
        return np.concatenate(parts)


def interval(values: Floats) -> tuple[float, float] | None:
    """The percentile interval at LEVEL; None where a resample has no value."""
    if not np.isfinite(values).all():
        return None
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def p_value(differences: Floats) -> float:
    """How likely a difference as far from 0 is by chance, both ways, at least 1 in the resamples.

    By which share of the resamples lies on the other side of 0, as in Davison and Hinkley (1997),
    section 4.4: what is never seen is not impossible.
    """
    fewer = min((differences <= 0).sum(), (differences >= 0).sum())
    return min(1.0, 2 * float(1 + fewer) / (1 + len(differences)))


def _sizes(resamples: int, at_once: int) -> list[int]:
    whole, rest = divmod(resamples, at_once)
    return [at_once] * whole + [rest] * (rest > 0)
