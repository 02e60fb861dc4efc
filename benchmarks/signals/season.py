"""A made-up season: what ten books and the public show of 2,430 games."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mlbcore.analysis.tape import GAMES, PRICES, SPLITS, Tape
from mlbcore.odds import probability_to_american

BOOKS = (
    "pinnacle",
    "circa",
    "draftkings",
    "fanduel",
    "betmgm",
    "caesars",
    "bet365",
    "fanatics",
    "betrivers",
    "hard_rock",
)
SLATE = 15
MARKETS = ("moneyline", "run_line", "total")
CHANGES = 5
SHARES = 7
VIG = 1.045
OPENING_DAY = dt.datetime(2025, 3, 27, 23, 5, tzinfo=dt.UTC)
MINUTE = 60_000_000
DAY = 1440

Numbers = NDArray[np.float64]


def season(games: int, seed: int = 7) -> Tape:
    """Every market opens a day before its game and changes four times; books follow in minutes."""
    chance = np.random.default_rng(seed)
    starts = [OPENING_DAY + dt.timedelta(days=game // SLATE) for game in range(games)]
    return Tape(
        games=pl.DataFrame(
            {
                "game": range(games),
                "date": [start.date() for start in starts],
                "away": "BOS",
                "home": "NYY",
                "start": starts,
                "away_score": None,
                "home_score": None,
            },
            schema=GAMES,
        ),
        prices=_prices(games, starts, chance),
        splits=_splits(games, starts, chance),
    )


def _prices(games: int, starts: list[dt.datetime], chance: np.random.Generator) -> pl.DataFrame:
    markets, books = games * len(MARKETS), len(BOOKS)
    shape = (markets, CHANGES, books)
    moments = np.sort(chance.uniform(0, DAY - 45, (markets, CHANGES)), axis=1)
    moments[:, 0] = 0
    fair = np.clip(0.5 + np.cumsum(chance.normal(0, 0.02, (markets, CHANGES)), axis=1), 0.2, 0.8)
    late = chance.exponential(8, shape).round() + 1
    late[:, 0] = 0
    late[:, 1:, :2] = 0
    shown = np.clip(fair[:, :, None] + chance.normal(0, 0.006, shape), 0.1, 0.9)
    lines = 8.5 + 0.5 * np.cumsum(chance.integers(-1, 2, (markets, CHANGES)) * 0.5, axis=1).round()
    minutes = moments[:, :, None] + late
    market, _, book = np.indices(shape)
    frames = [
        _side(above, games, starts, market, book, minutes, shown, lines[:, :, None] + 0 * late)
        for above in (True, False)
    ]
    return pl.concat(frames)


def _side(
    above: bool,
    games: int,
    starts: list[dt.datetime],
    market: NDArray[np.int64],
    book: NDArray[np.int64],
    minutes: Numbers,
    shown: Numbers,
    lines: Numbers,
) -> pl.DataFrame:
    game, which = (market // len(MARKETS)).ravel(), (market % len(MARKETS)).ravel()
    chances = np.clip((shown if above else 1 - shown) * VIG, 0.02, 0.98)
    names = np.array(MARKETS)[which]
    line = np.where(which == 1, -1.5 if above else 1.5, lines.ravel())
    side = np.where(which == 2, "over" if above else "under", "home" if above else "away")
    return (
        _statements(game, starts, minutes.ravel(), names, side)
        .with_columns(
            book=pl.Series(np.array(BOOKS)[book.ravel()]),
            line=pl.when(pl.col("market") != "moneyline").then(pl.Series(line)),
            price=pl.Series(np.asarray(probability_to_american(chances.ravel())), dtype=pl.Int64),
            status=pl.lit("active"),
        )
        .select([pl.col(name).cast(kind) for name, kind in PRICES.items()])
    )


def _splits(games: int, starts: list[dt.datetime], chance: np.random.Generator) -> pl.DataFrame:
    shape = (games * len(MARKETS), SHARES)
    minutes = np.linspace(60, DAY - 20, SHARES)[None, :] + np.zeros(shape)
    tickets = np.clip(50 + np.cumsum(chance.normal(0, 9, shape), axis=1), 2, 98).round()
    money = np.clip(tickets + np.cumsum(chance.normal(0, 7, shape), axis=1), 2, 98).round()
    market = np.indices(shape)[0].ravel()
    game, which = market // len(MARKETS), market % len(MARKETS)
    names = np.array(MARKETS)[which]
    frames = []
    for above in (True, False):
        side = np.where(which == 2, "over" if above else "under", "home" if above else "away")
        frames.append(
            _statements(game, starts, minutes.ravel(), names, side).with_columns(
                book=pl.lit("consensus"),
                tickets=pl.Series((tickets if above else 100 - tickets).ravel()),
                money=pl.Series((money if above else 100 - money).ravel()),
                bets=pl.lit(1500),
            )
        )
    whole = pl.concat(frames)
    return whole.select([pl.col(name).cast(kind) for name, kind in SPLITS.items()])


def _statements(
    game: NDArray[np.int64],
    starts: list[dt.datetime],
    minutes: Numbers,
    market: NDArray[np.str_],
    side: NDArray[np.str_],
) -> pl.DataFrame:
    """What both histories have, at so many minutes after the market opened."""
    start = pl.Series(starts, dtype=PRICES["at"]).dt.epoch("us").to_numpy()[game]
    at = start - DAY * MINUTE + (minutes * MINUTE).astype(np.int64)
    return pl.DataFrame({"game": game, "market": market, "side": side, "at": at}).with_columns(
        period=pl.lit("game"),
        team=pl.lit(None, dtype=pl.String),
        source=pl.lit("sbr"),
        phase=pl.lit("pregame"),
        at=pl.from_epoch("at", time_unit="us").dt.replace_time_zone("UTC"),
        recorded_at=pl.from_epoch("at", time_unit="us").dt.replace_time_zone("UTC"),
        payload=pl.lit(1),
        tick=pl.lit(0),
    )
