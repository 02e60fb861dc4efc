"""The quality of a game, from four rules.

It meets one each for:

* named: it has MLB's id;
* covered: it has an id of each other source that is asked;
* scheduled: its start is known, and no placeholder;
* settled: it is over with both scores, was put off, or may still be played.

A game that was put off needs no other ids: the sources give them on the day it is played.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from mlbcore.analysis.quality.rules import Judgement, Rule, is_named
from mlbcore.models import EASTERN, NOT_PLAYED, Game, GameStatus
from mlbcore.models.game import final_score

# Longer than any game took, with its delays.
LONGEST = dt.timedelta(hours=12)


def judge_game(game: Game, sources: Collection[str], now: dt.datetime) -> Judgement:
    """A game at an instant, where ``sources`` are asked beside MLB."""
    put_off = game.status in NOT_PLAYED
    return Judgement(
        {
            Rule.NAMED: is_named(game),
            Rule.COVERED: put_off or all(game.ids.get(source) for source in sources),
            Rule.SCHEDULED: game.start is not None and not game.start_tbd,
            Rule.SETTLED: put_off or _is_settled(game, now),
        }
    )


def _is_settled(game: Game, now: dt.datetime) -> bool:
    if game.status is GameStatus.FINAL:
        return final_score(game) is not None
    tomorrow = game.date + dt.timedelta(days=1)
    start = game.start or dt.datetime.combine(tomorrow, dt.time(), EASTERN)
    return now <= start + LONGEST
