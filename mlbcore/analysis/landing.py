"""How often the games of a season land on a number: the tables of mlbcore.odds.landing anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import frozen

from mlbcore.errors import MissingError
from mlbcore.models import Game
from mlbcore.models.game import final_score


@frozen(kw_only=True)
class KeyNumbers:
    """What the final scores of some games say; shares are of all of them, 0 to 1.

    ``totals`` is by the runs of both sides together, ``home_margins`` by those the home side won
    by, below 0 the away side: `clv` takes either as its ``landing``.
    """

    games: int
    totals: Mapping[int, float]
    home_margins: Mapping[int, float]

    @property
    def mean_total(self) -> float:
        """Runs a game."""
        return sum(runs * share for runs, share in self.totals.items())

    @property
    def odd_totals(self) -> float:
        return sum(share for runs, share in self.totals.items() if runs % 2)

    @property
    def one_run(self) -> float:
        """The share of games won by one run."""
        return self.home_margins.get(1, 0.0) + self.home_margins.get(-1, 0.0)


def key_numbers(games: Iterable[Game]) -> KeyNumbers:
    """The key numbers of those of the games that are final. Raises MissingError where none is."""
    scores = [score for game in games if (score := final_score(game)) is not None]
    if not scores:
        raise MissingError("key numbers of no final game")
    return KeyNumbers(
        games=len(scores),
        totals=_shares(away + home for away, home in scores),
        home_margins=_shares(home - away for away, home in scores),
    )


def _shares(numbers: Iterable[int]) -> dict[int, float]:
    counts = Counter(numbers)
    return {number: counts[number] / counts.total() for number in sorted(counts)}
