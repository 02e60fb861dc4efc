"""The quality of each record of a span: its games, and of each source its prices and splits."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from itertools import islice

from attrs import Factory, define, frozen

from mlbcore.analysis.quality.game import judge_game
from mlbcore.analysis.quality.price import current_prices
from mlbcore.analysis.quality.rules import Judgement, Rule, is_named
from mlbcore.analysis.quality.split import current_splits
from mlbcore.db.store import Store
from mlbcore.models import Game, Quality, Quote, Split

BATCH = 200  # games whose prices are held at once


class Kind(StrEnum):
    GAME = "game"
    PRICE = "price"
    SPLIT = "split"


@frozen(kw_only=True)
class Judged:
    """A record with its judgement; ``source`` is empty and ``record`` None for the game itself."""

    kind: Kind
    game: Game
    source: str = ""
    record: Quote | Split | None = None
    judgement: Judgement


@define
class Tally:
    """How many records there are, of each class, and that meet each rule."""

    records: int = 0
    classes: Counter[Quality] = Factory(Counter)
    met: Counter[Rule] = Factory(Counter)

    def add(self, judgement: Judgement) -> None:
        self.records += 1
        self.classes[judgement.quality] += 1
        for rule, met in judgement.rules.items():
            self.met[rule] += met

    def share(self, rule: Rule) -> float | None:
        """The share of the records that meet a rule, 0 to 1; None for a rule they have not."""
        return self.met[rule] / self.records if rule in self.met else None


def judged(
    store: Store, games: Iterable[Game], asked: Collection[str], now: dt.datetime
) -> Iterator[Judged]:
    """The games, and their prices and splits in force; ``asked`` are the sources beside MLB."""
    left = iter(games)
    while batch := list(islice(left, BATCH)):
        ids = [game.id for game in batch]
        prices, splits = store.seen.current(ids), store.seen_splits.current(ids)
        for game in batch:
            yield Judged(kind=Kind.GAME, game=game, judgement=judge_game(game, asked, now))
            named = is_named(game)
            for price, judgement in current_prices(prices[game.id], named=named):
                yield Judged(
                    kind=Kind.PRICE,
                    game=game,
                    source=price.source,
                    record=price.quote,
                    judgement=judgement,
                )
            for split, judgement in current_splits(splits[game.id], named=named):
                yield Judged(
                    kind=Kind.SPLIT,
                    game=game,
                    source=split.source,
                    record=split.split,
                    judgement=judgement,
                )


def tallies(records: Iterable[Judged]) -> dict[tuple[str, Kind], Tally]:
    """By source and kind, in that order."""
    found: dict[tuple[str, Kind], Tally] = {}
    for one in records:
        found.setdefault((one.source, one.kind), Tally()).add(one.judgement)
    return dict(sorted(found.items()))
