"""The quality of a split, from five rules.

It meets one each for:

* named: its game has MLB's id;
* balanced: the source gives the other side too, and each share of both adds up to 99 to 101;
* counted: the source counts the bets, and they are 100 or more;
* known: its book is one we know; the consensus of the market is, and a site's picks are;
* fresh: we learned it within an hour of its being shown, or it stood at the first pitch.

Of 100 bets a share of one half has a standard error of five points.
"""

from __future__ import annotations

from collections.abc import Sequence

from mlbcore.analysis.quality.rules import Judgement, Rule, is_fresh
from mlbcore.models import BOOKS, SeenSplit, Side, Split

FEWEST_BETS = 100
ROUNDING = 1  # both sides' shares are rounded to whole percents

Shares = tuple[float | None, float | None, float | None]


def judge_split(sight: SeenSplit, other: Split | None, *, named: bool) -> Judgement:
    """A split whose source gives ``other`` for the other side, if anything."""
    split = sight.split
    return Judgement(
        {
            Rule.NAMED: named,
            Rule.BALANCED: other is not None and _is_balanced(split, other),
            Rule.COUNTED: split.bets is not None and split.bets >= FEWEST_BETS,
            Rule.KNOWN: split.book in BOOKS,
            Rule.FRESH: is_fresh(split.phase, split.observed_at, sight.recorded_at),
        }
    )


def current_splits(
    current: Sequence[SeenSplit], *, named: bool
) -> list[tuple[SeenSplit, Judgement]]:
    """The splits in force of a game, each with its judgement."""
    shown = {_series(sight, sight.split.side): sight.split for sight in current}
    return [
        (sight, judge_split(sight, shown.get(_series(sight, sight.split.side.other)), named=named))
        for sight in current
    ]


def _series(sight: SeenSplit, side: Side) -> tuple[object, ...]:
    split = sight.split
    return (sight.game, sight.source, split.book, split.market, split.period, split.phase, side)


def _is_balanced(split: Split, other: Split) -> bool:
    pairs = list(zip(_shares(split), _shares(other), strict=True))
    return all(
        one is not None and two is not None and abs(one + two - 100) <= ROUNDING
        for one, two in pairs
        if (one, two) != (None, None)
    )


def _shares(split: Split) -> Shares:
    return split.tickets_percent, split.money_percent, split.picks_percent
