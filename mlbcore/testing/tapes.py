"""Tapes for tests: made of records, or drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain
from typing import TypeVar

import polars as pl
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mlbcore.analysis.columns.tape import GAMES, PRICES, SPLITS, Tape
from mlbcore.models import Market, Phase, Quote, Side, Split, slate_date

T = TypeVar("T")
NOON = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
START = NOON + dt.timedelta(hours=7)
BOOKS = ("draftkings", "fanduel", "betmgm", "pinnacle", "consensus")
PRICES_DRAWN = (-180, -150, -130, -120, -110, -105, 100, 105, 110, 120, 130, 150)
TOTALS_DRAWN = (Decimal("7.5"), Decimal(8), Decimal("8.5"), Decimal(9))


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
        quotes = [
            evolve(quote, observed_at=quote.observed_at and quote.observed_at + days)
            for quote in draw(histories())
        ]
        played = draw(st.none() | st.tuples(runs, runs) | st.tuples(runs, runs))
        tapes.append(tape_of(quotes, games=(game,), start=START + days, scores=played))
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
    below_side, above_side = market.sides
    if above_side is Side.UNDER:
        below_side, above_side = above_side, below_side
    lines = (line, -line if line is not None and below_side is Side.AWAY else line)
    return [
        Quote(
            book=book, market=market, side=side, price=price, line=own, observed_at=at, phase=phase
        )
        for side, price, own in ((above_side, above, lines[0]), (below_side, below, lines[1]))
    ]


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
    sides = (Side.OVER, Side.UNDER) if market is Market.TOTAL else (Side.HOME, Side.AWAY)
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


def histories() -> SearchStrategy[list[Quote]]:
    """Pairs of some books at some minutes, moneylines and totals; often several at one time."""
    minutes = st.integers(0, 80).map(lambda n: n * 5)
    moneylines = st.builds(
        pair,
        st.sampled_from(BOOKS),
        st.sampled_from(PRICES_DRAWN),
        st.sampled_from(PRICES_DRAWN),
        minutes,
    )
    totals = st.builds(
        pair,
        st.sampled_from(BOOKS),
        st.sampled_from((-120, -115, -110, -105)),
        st.sampled_from((-120, -115, -110, -105)),
        minutes,
        market=st.just(Market.TOTAL),
        line=st.sampled_from(TOTALS_DRAWN),
    )
    return st.lists(moneylines | totals, max_size=40).map(_flat)


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
