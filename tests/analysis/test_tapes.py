"""A tape holds what is stored, and as of an instant what was there then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import chain

import httpx2
import polars as pl

from mlbcore.db.pool import Database
from mlbcore.demo import DATE, BundledDay
from mlbcore.models import Phase, Seen, SeenSplit

NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)


SEEN = ("game", "source", "recorded_at", "book", "market", "period", "side", "phase", "at")


def seen_as_of_tape(sight: Seen | SeenSplit) -> tuple[object, ...]:
    """The columns SEEN of what a repository reads."""
    shown = sight.quote if isinstance(sight, Seen) else sight.split
    where = (shown.book, shown.market, shown.period, shown.side, shown.phase)
    return (sight.game, sight.source, sight.recorded_at, *where, shown.observed_at)


def rows(told: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return sorted(told, key=str)


def test_a_tape_holds_every_game_price_and_split_that_is_stored(
    database: Database, dsn: str, poll: Callable[[str], None]
) -> None:
    poll(dsn)
    with database.reading() as store:
        games = store.games.between(DATE, DATE)
        ids = [game.id for game in games]
        tape = store.tapes.of(ids)
        quotes = [seen for game in ids for seen in store.seen.history(game)]
        splits = list(chain.from_iterable(store.seen_splits.current(ids).values()))
    assert splits
    assert rows(tape.games.rows()) == rows(
        (
            game.id,
            game.date,
            game.away,
            game.home,
            game.known_start,
            game.away_score,
            game.home_score,
        )
        for game in games
    )
    assert rows(tape.prices.select(*SEEN, "team", "line", "price", "status").rows()) == rows(
        (
            *seen_as_of_tape(seen),
            q.team,
            None if q.line is None else float(q.line),
            q.price,
            q.status,
        )
        for seen in quotes
        if (q := seen.quote).phase is not Phase.LIVE
    )
    assert rows(tape.splits.select(*SEEN, "tickets", "money", "bets").rows()) == rows(
        (*seen_as_of_tape(seen), s.tickets_percent, s.money_percent, s.bets)
        for seen in splits
        if (s := seen.split).phase is not Phase.LIVE
    )


def test_a_tape_as_of_an_instant_is_the_tape_until_then(
    database: Database, dsn: str, poll: Callable[[str], None]
) -> None:
    poll(dsn)
    with database.reading() as store:
        games = [game.id for game in store.games.between(DATE, DATE)]
        whole = store.tapes.of(games)
        then = store.tapes.of(games, observed_by=NOON)
    assert then.prices.equals(whole.until(NOON).prices)
    assert then.splits.equals(whole.until(NOON).splits)
    assert 0 < then.prices.height < whole.prices.height


class DayWithoutMoneyLine(BundledDay):
    """The source's pages of the other markets come, and this one does not."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if "money-line" in request.url.path:
            return httpx2.Response(403)
        return super().handle_request(request)


def test_a_price_is_looked_at_when_a_page_that_told_its_market_comes(
    database: Database, dsn: str, poll: Callable[..., None]
) -> None:
    def looks() -> dict[tuple[str, str], dt.datetime]:
        with database.reading() as store:
            games = [game.id for game in store.games.between(DATE, DATE)]
            told = store.tapes.looks(games, by=dt.datetime.now(dt.UTC))
        return {
            (source, market): looked_at
            for source, market, looked_at in told.group_by("source", "market")
            .agg(pl.col("looked_at").max())
            .iter_rows()
        }

    poll(dsn)
    before = looks()
    poll(dsn, DayWithoutMoneyLine())
    after = looks()
    assert {key for key in after if after[key] == before[key]} == {("sbr", "moneyline")}
    assert ("action", "moneyline") in after
