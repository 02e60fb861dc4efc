"""Tapes for tests: made of records, or drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

import polars as pl
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mlbcore.analysis.columns.offers import LOOKS
from mlbcore.analysis.columns.tape import GAMES, PRICES, SPLITS, Tape
from mlbcore.models import LineStatus, Market, Phase, Quote, Split, slate_date
from mlbcore.models.market import own_line

T = TypeVar("T")
NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
START = NOON + dt.timedelta(hours=7)
SOURCES = ("sbr", "action")
BOOKS = ("draftkings", "fanduel", "betmgm", "pinnacle", "consensus")
PRICES_DRAWN = (-180, -150, -130, -120, -110, -105, 100, 105, 110, 120, 130, 150)
LINED = (
    ((Market.TOTAL, Market.ALTERNATE_TOTAL), (7.5, 8.0, 8.5, 9.0)),
    ((Market.RUN_LINE,), (-1.5, 1.5)),
)


def tape_of(
    quotes: Iterable[Quote],
    splits: Iterable[Split] = (),
    *,
    source: str = "sbr",
    games: Sequence[int] = (1,),
    start: dt.datetime | None = START,
    scores: tuple[int, int] | None = None,
) -> Tape:
    """A tape on which every game shows these quotes and splits, each learned when it was shown."""
    away, home = scores or (None, None)
    one = {"away": "BOS", "home": "NYY", "start": start, "away_score": away, "home_score": home}
    date = NOON.date() if start is None else slate_date(start)
    dated = [{"game": game, "date": date, **one} for game in games]
    quotes, splits = list(quotes), list(splits)
    return Tape(
        games=pl.DataFrame(dated, schema=GAMES),
        prices=pl.DataFrame(
            [
                _statement(game, quote, source)
                | {
                    "team": quote.team,
                    "line": None if quote.line is None else float(quote.line),
                    "price": quote.price,
                    "status": quote.status,
                }
                for game in games
                for quote in quotes
            ],
            schema=PRICES,
        ),
        splits=pl.DataFrame(
            [
                _statement(game, split, source)
                | {
                    "team": None,
                    "tickets": split.tickets_percent,
                    "money": split.money_percent,
                    "bets": split.bets,
                }
                for game in games
                for split in splits
            ],
            schema=SPLITS,
        ),
    )


def joined(tapes: Iterable[Tape]) -> Tape:
    """One tape of what several show: of other games, or of the same through other sources."""
    tapes = list(tapes)
    return Tape(
        games=pl.concat([tape.games for tape in tapes]).unique(),
        prices=pl.concat([tape.prices.drop("row") for tape in tapes]),
        splits=pl.concat([tape.splits.drop("row") for tape in tapes]),
    )


@st.composite
def seasons(draw: DrawFn) -> Tape:
    """Games of some days with their scores and histories; one in a few was not played."""
    runs = st.integers(0, 9)
    tapes = []
    for game in range(1, draw(st.integers(1, 6)) + 1):
        days = dt.timedelta(days=draw(st.integers(0, 3)))
        played = draw(st.none() | st.tuples(runs, runs) | st.tuples(runs, runs))
        for source in SOURCES:
            quotes = [
                evolve(quote, observed_at=quote.observed_at and quote.observed_at + days)
                for quote in draw(histories(20))
            ]
            one = tape_of(quotes, source=source, games=(game,), start=START + days, scores=played)
            tapes.append(one)
    return joined(tapes)


def _statement(game: int, shown: Quote | Split, source: str) -> dict[str, object]:
    return {
        "game": game,
        "market": shown.market,
        "period": shown.period,
        "book": shown.book,
        "source": source,
        "side": shown.side,
        "phase": shown.phase,
        "at": shown.observed_at,
        "recorded_at": shown.observed_at or NOON,
        "payload": 1,
        "tick": 0,
    }


def pair(
    book: str,
    above: int,
    below: int,
    minutes: float = 0,
    *,
    market: Market = Market.MONEYLINE,
    line: float | None = None,
    phase: Phase = Phase.PREGAME,
) -> list[Quote]:
    """Both sides of a book's market so many minutes after NOON; the line is home's or over's."""
    at = None if phase is Phase.OPENER else NOON + dt.timedelta(minutes=minutes)
    side, other = market.above, market.above.other
    return [
        Quote(
            book=book, market=market, side=side, price=price, line=own, observed_at=at, phase=phase
        )
        for side, price, own in ((side, above, line), (other, below, own_line(other, line)))
    ]


def looks_of(instant: dt.datetime, source: str = "sbr") -> pl.DataFrame:
    """A source that last answered about every market of the game at an instant."""
    rows = [(1, str(market), source, instant) for market in Market]
    return pl.DataFrame(rows, schema=LOOKS, orient="row")


def public(
    above: tuple[float, float],
    minutes: float = 0,
    *,
    bets: int | None = 1000,
    market: Market = Market.MONEYLINE,
    book: str = "consensus",
) -> list[Split]:
    """Both sides' shares of tickets and money, given those of home or over."""
    at = NOON + dt.timedelta(minutes=minutes)
    sides = (market.above, market.above.other)
    tickets, money = above
    shares = ((tickets, money), (100 - tickets, 100 - money))
    return [
        Split(
            book=book,
            market=market,
            side=side,
            tickets_percent=its[0],
            money_percent=its[1],
            bets=bets,
            observed_at=at,
        )
        for side, its in zip(sides, shares, strict=True)
    ]


def _flat(lists: list[list[T]]) -> list[T]:
    return list(chain.from_iterable(lists))


def histories(most: int = 40) -> SearchStrategy[list[Quote]]:
    """What some books said of some markets at some minutes, often several things at one time.

    Among it openers, which have no time, alternate lines, and prices taken down, on one side or on
    both.
    """
    book = st.sampled_from(BOOKS)
    minutes = st.integers(0, 80).map(lambda n: n * 5)
    phase = st.sampled_from([*[Phase.PREGAME] * 7, Phase.OPENER])
    price, even = st.sampled_from(PRICES_DRAWN), st.sampled_from((-120, -115, -110, -105))
    moneylines = st.builds(pair, book, price, price, minutes, phase=phase)
    lined = [
        st.builds(
            pair,
            book,
            even,
            even,
            minutes,
            market=st.sampled_from(markets),
            line=st.sampled_from(lines),
            phase=phase,
        )
        for markets, lines in LINED
    ]
    shown = st.one_of(moneylines, *lined)
    sides = st.sampled_from(((0,), (1,), (0, 1)))
    return st.lists(shown | st.builds(_taken_down, shown, sides), max_size=most).map(_flat)


def _taken_down(quotes: list[Quote], sides: tuple[int, ...]) -> list[Quote]:
    return [
        evolve(quote, status=LineStatus.SUSPENDED) if place in sides else quote
        for place, quote in enumerate(quotes)
    ]


def publics() -> SearchStrategy[list[Split]]:
    """Shares of the public at some minutes."""
    share = st.integers(0, 100).map(float)
    one = st.builds(
        public,
        st.tuples(share, share),
        st.integers(0, 90).map(lambda n: n * 5),
        bets=st.sampled_from([None, 20, 150, 2000]),
        market=st.sampled_from([Market.MONEYLINE, Market.TOTAL]),
    )
    return st.lists(one, max_size=15).map(_flat)


@st.composite
def tapes(draw: DrawFn, games: Sequence[int] = (1,)) -> Tape:
    """What several sources show of the same games, books and markets."""
    splits = draw(publics())
    return joined(
        tape_of(draw(histories(20)), splits if source == "sbr" else (), source=source, games=games)
        for source in SOURCES
    )
