"""How good probabilities were, seen from the end: scores, calibration, and two forecasts compared.

A forecast is a probability, 0 to 1, that something comes true; its outcome is 1 where it did, else
0. Each function takes the forecasts and outcomes of many games, in one order, and raises
RecordError for what cannot be either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from mlbcore.errors import RecordError

Floats: TypeAlias = NDArray[np.float64]
Losses: TypeAlias = Callable[[ArrayLike, ArrayLike], Floats]

TENTHS = tuple(tenth / 10 for tenth in range(1, 10))
# The mean size of what is normal around 0, in its standard deviations.
MEAN_SIZE = (2 / np.pi) ** 0.5


@frozen(kw_only=True)
class Bin:
    """The forecasts of ``low`` and more that are below ``high``; 1 belongs to the last bin.

    ``forecast`` is their mean and ``observed`` the share that came true. If all of them are true,
    the second lies around the first with the standard deviation ``scatter``.
    """

    low: float
    high: float
    count: int
    forecast: float
    observed: float
    scatter: float

    @property
    def gap(self) -> float:
        """What was observed less what was forecast."""
        return self.observed - self.forecast


@frozen(kw_only=True)
class Calibration:
    """What was forecast beside what came true; a bin without a forecast is left out."""

    bins: tuple[Bin, ...]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.bins)

    @property
    def base_rate(self) -> float:
        """The share of all that came true."""
        return self._mean(lambda one: one.observed)

    @property
    def expected_error(self) -> float:
        """The expected calibration error: the mean size of the gap.

        Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
        binning" (2015).
        """
        return self._mean(lambda one: abs(one.gap))

    @property
    def chance_error(self) -> float:
        """The expected calibration error to expect of forecasts that are all true.

        So few games alone make it, with a scatter that is near enough normal; see Brocker and
        Smith, "Increasing the reliability of reliability diagrams" (2007).
        """
        return self._mean(lambda one: MEAN_SIZE * one.scatter)

    @property
    def reliability(self) -> float:
        """The mean square of the gap.

        Murphy, "A new vector partition of the probability score" (1973): the Brier score of
        forecasts that are equal within each bin is reliability - resolution + uncertainty.
        """
        return self._mean(lambda one: one.gap**2)

    @property
    def resolution(self) -> float:
        """The mean square of how far a bin's outcomes are from the base rate (Murphy 1973)."""
        rate = self.base_rate
        return self._mean(lambda one: (one.observed - rate) ** 2)

    @property
    def uncertainty(self) -> float:
        """The Brier score of the base rate as forecast of every game (Murphy 1973)."""
        return self.base_rate * (1 - self.base_rate)

    def _mean(self, of: Callable[[Bin], float]) -> float:
        """The mean over all forecasts of what is the same within a bin."""
        return sum(one.count * of(one) for one in self.bins) / self.count


@frozen(kw_only=True)
class Gain:
    """Two forecasts of the same games: by how much the second's mean loss is below the first's.

    Above 0 the second is better. With many games the interval ``low`` to ``high`` holds the gain
    of forecasts such as these at the asked level.
    """

    count: int
    gain: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        """Whether no gain at all lies outside the interval."""
        return not self.low <= 0 <= self.high


def squared_errors(forecasts: ArrayLike, outcomes: ArrayLike) -> Floats:
    """The loss of each forecast whose mean is the Brier score."""
    chances, came = _checked(forecasts, outcomes)
    errors: Floats = (chances - came) ** 2
    return errors


def log_losses(forecasts: ArrayLike, outcomes: ArrayLike) -> Floats:
    """The negative natural logarithm of each outcome's probability; infinite where that was 0."""
    chances, came = _checked(forecasts, outcomes)
    with np.errstate(divide="ignore"):
        losses: Floats = -np.log(np.where(came == 1, chances, 1 - chances))
    return losses


def brier_score(forecasts: ArrayLike, outcomes: ArrayLike) -> float:
    """The mean squared error, 0 to 1; 0.25 for always saying one half.

    Brier, "Verification of forecasts expressed in terms of probability" (1950), who adds up both
    sides of a game and so has twice this.
    """
    return float(squared_errors(forecasts, outcomes).mean())


def log_loss(forecasts: ArrayLike, outcomes: ArrayLike) -> float:
    """The mean of the log losses, 0 and more; 0.693 for always saying one half.

    Good, "Rational decisions" (1952). Nothing is clipped: one certainty that was wrong makes it
    infinite.
    """
    return float(log_losses(forecasts, outcomes).mean())


def calibration(
    forecasts: ArrayLike, outcomes: ArrayLike, cuts: Sequence[float] = TENTHS
) -> Calibration:
    """The forecasts by bins, which ``cuts`` in rising order part: by default tenths of 0 to 1."""
    chances, came = _checked(forecasts, outcomes)
    if sorted(set(cuts)) != list(cuts) or not all(0 <= cut <= 1 for cut in cuts):
        raise RecordError(f"cuts {list(cuts)} do not rise from 0 to 1")
    edges = (0.0, *cuts, 1.0)
    place = np.searchsorted(cuts, chances, side="right")
    return Calibration(
        bins=tuple(
            _bin(edges[k], edges[k + 1], chances[place == k], came[place == k])
            for k in np.unique(place)
        )
    )


def decile_cuts(forecasts: ArrayLike) -> tuple[float, ...]:
    """Cuts that part the forecasts into ten bins of a size, or fewer where many are equal."""
    return tuple(np.unique(np.quantile(np.asarray(forecasts, float), TENTHS)).tolist())


def compare(
    first: ArrayLike,
    second: ArrayLike,
    outcomes: ArrayLike,
    losses: Losses = log_losses,
    *,
    level: float = 0.95,
) -> Gain:
    """Whether the second forecast of the same games, two or more, is better than the first.

    The interval is the normal one of a mean of paired differences: Diebold and Mariano, "Comparing
    predictive accuracy" (1995), for games that do not depend on one another. Raises RecordError too
    where a loss is infinite, or the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise RecordError(f"level {level} is not between 0 and 1")
    ours, theirs = losses(first, outcomes), losses(second, outcomes)
    if len(ours) < 2 or not np.isfinite([ours, theirs]).all():
        raise RecordError("two forecasts are compared by finite losses of two games or more")
    gains = ours - theirs
    gain = float(gains.mean())
    reach = NormalDist().inv_cdf((1 + level) / 2) * float(gains.std(ddof=1)) / len(gains) ** 0.5
    return Gain(count=len(gains), gain=gain, low=gain - reach, high=gain + reach)


def _bin(low: float, high: float, chances: Floats, came: Floats) -> Bin:
    return Bin(
        low=low,
        high=high,
        count=len(chances),
        forecast=float(chances.mean()),
        observed=float(came.mean()),
        scatter=float((chances * (1 - chances)).sum()) ** 0.5 / len(chances),
    )


def _checked(forecasts: ArrayLike, outcomes: ArrayLike) -> tuple[Floats, Floats]:
    try:
        chances, came = np.asarray(forecasts, float), np.asarray(outcomes, float)
    except (TypeError, ValueError) as error:
        raise RecordError("forecasts and outcomes are not all numbers") from error
    if chances.ndim != 1 or chances.shape != came.shape or not chances.size:
        raise RecordError(f"forecasts of shape {chances.shape}, outcomes of {came.shape}")
    if not ((chances >= 0) & (chances <= 1)).all():
        raise RecordError("a forecast is not a probability, 0 to 1")
    if not ((came == 0) | (came == 1)).all():
        raise RecordError("an outcome is neither 0 nor 1")
    return chances, came
