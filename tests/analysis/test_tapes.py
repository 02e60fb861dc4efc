"""A tape holds what is stored, and as of an instant what was there then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from mlbcore.db.pool import Database
from mlbcore.demo import DATE
from mlbcore.models import Phase

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)


def test_a_tape_holds_every_price_and_split_that_is_stored(
    database: Database, dsn: str, poll: Callable[[str], None]
) -> None:
    poll(dsn)
    with database.reading() as store:
        games = store.games.between(DATE, DATE)
        tape = store.tapes.of([game.id for game in games])
        seen = [sight for game in games for sight in store.seen.history(game.id)]
        splits = store.splits.current([game.id for game in games])
    told = tape.prices.select("game", "book", "market", "side", "line", "price", "phase", "at")
    assert sorted(told.rows(), key=str) == sorted(
        (
            (
                sight.game,
                sight.quote.book,
                sight.quote.market,
                sight.quote.side,
                None if sight.quote.line is None else float(sight.quote.line),
                sight.quote.price,
                sight.quote.phase,
                sight.quote.observed_at,
            )
            for sight in seen
            if sight.quote.phase is not Phase.LIVE
        ),
        key=str,
    )
    assert tape.splits.height == sum(map(len, splits.values()))
    assert tape.games["game"].to_list() == sorted(game.id for game in games)


def test_a_tape_as_of_an_instant_is_the_tape_until_then(
    database: Database, dsn: str, poll: Callable[[str], None]
) -> None:
    poll(dsn)
    with database.reading() as store:
        games = [game.id for game in store.games.between(DATE, DATE)]
        whole = store.tapes.of(games)
        then = store.tapes.of(games, observed_by=NOON)
        unknown = store.tapes.of(games, known_by=NOON - dt.timedelta(days=9999))
    assert then.prices.equals(whole.until(NOON).prices)
    assert 0 < then.prices.height < whole.prices.height
    assert unknown.prices.is_empty()
    assert unknown.splits.is_empty()
