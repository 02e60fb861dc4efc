"""How quality follows from rules; derived when a record is read, never stored.

Which rules a record has depends on its kind: see ``judge_price``, ``judge_split`` and
``judge_game``. A record that misses none is EXCELLENT, one HIGH, two MEDIUM, more LOW.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from attrs import frozen

from mlbcore.models import Game, Phase, Quality, Word

FRESH = dt.timedelta(hours=1)
CLASSES = (Quality.EXCELLENT, Quality.HIGH, Quality.MEDIUM, Quality.LOW)
TIMELESS = (Phase.OPENER, Phase.CLOSE)


class Rule(Word):
    """The rules of all kinds of record, each explained where its kind is judged."""

    NAMED = "named"
    COVERED = "covered"
    SCHEDULED = "scheduled"
    SETTLED = "settled"
    PAIRED = "paired"
    FAIR = "fair"
    BALANCED = "balanced"
    COUNTED = "counted"
    KNOWN = "known"
    FRESH = "fresh"
    AGREES = "agrees"


@frozen
class Judgement:
    """The rules of a record, and whether it meets each."""

    rules: Mapping[Rule, bool]

    @property
    def missed(self) -> tuple[Rule, ...]:
        return tuple(rule for rule, met in self.rules.items() if not met)

    @property
    def quality(self) -> Quality:
        return CLASSES[min(len(self.missed), len(CLASSES) - 1)]


def is_below(quality: Quality, limit: Quality) -> bool:
    """Whether a quality is lower than another."""
    return CLASSES.index(quality) > CLASSES.index(limit)


def is_named(game: Game) -> bool:
    """Whether MLB has named the game."""
    return bool(game.ids.get("mlb"))


def is_fresh(phase: Phase, observed_at: dt.datetime | None, recorded_at: dt.datetime) -> bool:
    """Whether we learned it within an hour of its being shown; an opener and a close always are."""
    return phase in TIMELESS or observed_at is None or recorded_at - observed_at <= FRESH
