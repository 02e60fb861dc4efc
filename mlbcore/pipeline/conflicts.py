"""Where another source tells another final score than MLB, whose score stands.

Nothing of it is stored: what each source said last is read again from the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from mlbcore.analysis.quality.rules import is_named
from mlbcore.collecting import Collector, Window
from mlbcore.db.pool import Database
from mlbcore.db.store import AUTHORITY
from mlbcore.errors import SkipError
from mlbcore.models import Game, Listing, Payload
from mlbcore.models.game import Score, final_score
from mlbcore.pipeline.boundary import plugin_code

Ref = tuple[str, str]  # a source, and its id of a game


@frozen(kw_only=True)
class FinalScore:
    """The final score a source tells of a game, and MLB's; ``payload`` holds what it says."""

    game: Game
    source: str
    external_id: str
    score: Score
    mlb: Score
    payload: int


@frozen
class ComparedScores:
    """How many scores were compared, those that differ, and why a page cannot be read any more."""

    compared: int
    conflicts: Sequence[FinalScore]
    unread: Sequence[str]


def compare_scores(
    database: Database, collectors: Iterable[Collector], window: Window, sources: Sequence[str]
) -> ComparedScores:
    """Compare what the sources say of the games of the dates that MLB calls final."""
    by_name = {(c.source, c.name): c for c in collectors}
    told: dict[Ref, tuple[Score, int]] = {}
    unread = []
    with database.reading() as store:
        games = store.games.between(window.first, window.last)
        known = _final(games, set(sources) - {AUTHORITY})
        ids = [game.id for game in games]
        for id in store.pages.listing(ids, window.first, window.last, sources):
            payload = store.payloads.get(id)
            if collector := by_name.get((payload.source, payload.collector)):
                try:
                    told |= {ref: (score, id) for ref, score in _scores(collector, payload)}
                except SkipError as error:
                    unread.append(f"payload {id}: {error}")
    both = [_both(known[ref], ref, *said) for ref, said in told.items() if ref in known]
    differing = [one for one in both if one.score != one.mlb]
    differing.sort(key=lambda one: (one.game.date, one.game.id, one.source, one.external_id))
    return ComparedScores(len(both), differing, unread)


def _final(games: Sequence[Game], sources: set[str]) -> dict[Ref, Game]:
    """The games that MLB calls final, by their ids of the other sources."""
    return {
        (source, id): game
        for game in games
        if is_named(game) and final_score(game) is not None
        for source in sources
        for id in game.ids.get(source, ())
    }


def _scores(collector: Collector, payload: Payload) -> Iterator[tuple[Ref, Score]]:
    """The final scores a page tells."""
    with plugin_code(f"{payload.source}/{payload.collector}"):
        for item in collector.parse(payload):
            if isinstance(item, Listing) and (score := final_score(item)):
                yield (payload.source, item.external_id), score


def _both(game: Game, ref: Ref, score: Score, payload: int) -> FinalScore:
    mlb = final_score(game)
    assert mlb is not None, "only games with a final score are asked for"
    source, external_id = ref
    return FinalScore(
        game=game, source=source, external_id=external_id, score=score, mlb=mlb, payload=payload
    )
