"""The boards of some games, from what is stored of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from mlbcore.analysis.board import BoardMarket, board
from mlbcore.analysis.quality.price import qualities
from mlbcore.analysis.quality.rules import is_named
from mlbcore.analysis.sources import freshest
from mlbcore.db.store import Store
from mlbcore.models import Game

Lines = list[tuple[Game, BoardMarket]]


def boards_of(
    store: Store, games: Sequence[Game], as_of: dt.datetime | None, *, consensus: bool = True
) -> Lines:
    """Every game with each of its markets, from one price a book and side.

    ``consensus`` is as for ``board``.
    """
    ids = [game.id for game in games]
    seen = store.seen.current(ids, observed_by=as_of)
    splits = store.splits.current(ids, observed_by=as_of)
    told: Lines = []
    for game in games:
        one = freshest(seen[game.id])
        graded = qualities(one, named=is_named(game))
        quotes = [sight.quote for sight in one]
        markets = board(quotes, splits[game.id], graded, consensus=consensus)
        told += [(game, market) for market in markets]
    return told
