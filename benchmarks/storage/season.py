"""A made-up season: 2,430 games in slates of 15, polled one slate after the other.

A poll shows 15 books, 3 markets and 2 sides of each game of a slate: 1,350 quotes. From one poll to
the next every price moves, so that every quote is a row.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice, product

import psycopg
from attrs import evolve

from benchmarks.storage import ours
from mlbcore.db import migrate, migrations
from mlbcore.db.quote_rows import GameQuote
from mlbcore.db.store import Store
from mlbcore.models import BOOKS, TEAMS, GameStatus, Listing, Market, Payload, Quote, Side

SOURCE = "season"
SLATES = 162
SLATE = 15
POLLS = 5  # of a slate, until the next one's turn comes
POLL = SLATE * 15 * 3 * 2
FIRST = dt.date(2025, 3, 27)
BOOK_CODES = [code for code, book in BOOKS.items() if book.bettable]
MARKETS = (Market.MONEYLINE, Market.RUN_LINE, Market.TOTAL)
PRICES: list[int] = [*range(-250, -100, 5), *range(100, 255, 5)]
RUN_LINE = Decimal("1.5")
TOTALS = [Decimal(quarters) / 4 for quarters in range(28, 42, 2)]


def date_of(slate: int) -> dt.date:
    return FIRST + dt.timedelta(days=slate)


def games_of(slate: int) -> range:
    return range(slate * SLATE + 1, (slate + 1) * SLATE + 1)


def observed(slate: int, poll: int) -> dt.datetime:
    return dt.datetime.combine(date_of(slate), dt.time(12), dt.UTC) + poll * dt.timedelta(minutes=5)


def arriving(count: int) -> list[GameQuote]:
    """The first so many quotes of the season, in order of arrival."""
    polls = (polled(slate, POLLS) for slate in range(SLATES))
    quotes = list(islice(chain.from_iterable(polls), count))
    assert len(quotes) == count
    return quotes


def polled(slate: int, polls: int) -> Iterator[GameQuote]:
    """The quotes of the first polls of a slate."""
    chance = random.Random(slate)
    shown = opened(games_of(slate), chance)
    for poll in range(polls):
        shown = moved(shown, observed(slate, poll), chance)
        yield from shown


def opened(games: Iterable[int], chance: random.Random) -> list[GameQuote]:
    """A first quote of every book, market and side of the games."""
    at = dt.datetime.combine(FIRST, dt.time(), dt.UTC)
    quotes = []
    for game, book, market in product(games, BOOK_CODES, MARKETS):
        for side in market.sides:
            quote = Quote(
                book=book,
                market=market,
                side=side,
                price=chance.choice(PRICES),
                line=line_of(game, market, side),
                observed_at=at,
            )
            quotes.append((game, quote))
    return quotes


def line_of(game: int, market: Market, side: Side) -> Decimal | None:
    if market is Market.RUN_LINE:
        return RUN_LINE if side is Side.AWAY else -RUN_LINE
    return TOTALS[game % len(TOTALS)] if market is Market.TOTAL else None


def moved(
    quotes: Iterable[GameQuote], at: dt.datetime, chance: random.Random, every: int = 1
) -> list[GameQuote]:
    """The same quotes seen again; one of so many has another price."""
    return [
        (
            game,
            evolve(quote, observed_at=at, price=other_price(quote.price, chance))
            if place % every == 0
            else evolve(quote, observed_at=at),
        )
        for place, (game, quote) in enumerate(quotes)
    ]


def other_price(price: int, chance: random.Random) -> int:
    place = (PRICES.index(price) + chance.choice((-2, -1, 1, 2))) % len(PRICES)
    return PRICES[place]


def prepare(dsn: str) -> ours.Origin:
    """The schema, the games and one payload in an empty database; gives what names the payload."""
    migrate.up(dsn, migrations.read(migrations.folder()))
    fetched_at = observed(SLATES, 0)
    with psycopg.connect(dsn) as connection:
        store = Store(connection)
        store.codes.books(BOOK_CODES)
        add_games(store, SOURCE)
        payload = Payload(
            source=SOURCE,
            collector="season",
            date=FIRST,
            url="/season",
            fetched_at=fetched_at,
            body=b"{}",
        )
        id, _ = store.payloads.keep(payload)
        return ours.Origin(SOURCE, store.codes.source(SOURCE), id, fetched_at)


def add_games(store: Store, source: str) -> None:
    """Ids follow one another from 1, slate after slate."""
    teams = sorted(TEAMS)
    for slate, (away, home) in product(
        range(SLATES), zip(teams[:SLATE], teams[SLATE:], strict=True)
    ):
        start = observed(slate, 0) + dt.timedelta(hours=11)
        listing = Listing(
            external_id=f"{slate} {away}",
            away=away,
            home=home,
            start=start,
            status=GameStatus.SCHEDULED,
        )
        game = ours.add_game(store, source, date_of(slate), listing)
        assert game in games_of(slate)
