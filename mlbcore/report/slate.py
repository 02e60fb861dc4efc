"""What a page says of a date: the games, their markets, and what was found in them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from attrs import frozen

from mlbcore.analysis.board import SHOWN, BoardMarket
from mlbcore.analysis.charts import Chart, MarketOfGame, charts
from mlbcore.analysis.columns.offers import standing_offers
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.panel import at_instant, panel
from mlbcore.analysis.columns.tape import Tape
from mlbcore.analysis.market.consensus import consensus
from mlbcore.analysis.market.opposing import arbitrages
from mlbcore.analysis.signals.found import Rows, found, signals_in
from mlbcore.db.store import Store
from mlbcore.models import Game, Market, Period, Signal
from mlbcore.pipeline.boards import boards_of
from mlbcore.settings import ConsensusRule, DetectorRules

Row = Mapping[str, Any]


@frozen(kw_only=True)
class MarketOfPage:
    """A market of a whole game; ``board``, ``chart`` and ``opinion`` are None without prices.

    ``opinion`` is a row of ``mlbcore.analysis.market.consensus``.
    """

    market: Market
    board: BoardMarket | None
    chart: Chart | None
    opinion: Row | None


@frozen(kw_only=True)
class SignalOfPage:
    """``prices`` and ``splits`` are the rows of the tape it rests on."""

    signal: Signal
    prices: tuple[Row, ...]
    splits: tuple[Row, ...]


@frozen(kw_only=True)
class GameOfPage:
    """Signals are in order of strength; arbitrages are rows of ``market.opposing``."""

    game: Game
    markets: tuple[MarketOfPage, ...]
    signals: tuple[SignalOfPage, ...]
    arbitrages: tuple[Row, ...]


@frozen(kw_only=True)
class Slate:
    """The games of a date at ``when``; ``answers`` says when each source last answered by then.

    With ``as_of`` the page is of a past instant, and says nothing that was not known at it.
    """

    date: dt.date
    as_of: dt.datetime | None
    when: dt.datetime
    answers: Mapping[str, dt.datetime]
    games: tuple[GameOfPage, ...]

    def strongest(self, most: int) -> list[tuple[GameOfPage, SignalOfPage]]:
        """The strongest signals of the date, each with its game."""
        every = [(game, its) for game in self.games for its in game.signals]
        return sorted(every, key=lambda one: one[1].signal.rank)[:most]


def slate(
    store: Store,
    date: dt.date,
    as_of: dt.datetime | None,
    now: dt.datetime,
    rules: DetectorRules,
    *,
    signals: bool = True,
) -> Slate:
    """Everything a page says of a date, as of an aware instant or of now."""
    when = as_of or now
    games = store.games.between(date, date)
    ids = [game.id for game in games]
    tape = store.tapes.of(ids, observed_by=as_of)
    looks = store.tapes.looks(ids, by=when)
    markets = _markets(store, games, tape, as_of, when, rules.consensus)
    told = _signals(tape, rules) if signals else {}
    sure = _by_game(
        arbitrages(standing_offers(tape, when, looks), rules.arbitrage).iter_rows(named=True)
    )
    return Slate(
        date=date,
        as_of=as_of,
        when=when,
        answers=store.payloads.last_answers(date, when),
        games=tuple(
            GameOfPage(
                game=game,
                markets=markets[game.id],
                signals=tuple(told.get(game.id, ())),
                arbitrages=tuple(sure[game.id]),
            )
            for game in games
        ),
    )


def _markets(
    store: Store,
    games: Sequence[Game],
    tape: Tape,
    as_of: dt.datetime | None,
    when: dt.datetime,
    rule: ConsensusRule,
) -> dict[int, tuple[MarketOfPage, ...]]:
    boards = {(game.id, board.market): board for game, board in boards_of(store, games, as_of)}
    shown = pairs(tape).filter(pl.col("period") == Period.GAME, pl.col("market").is_in(SHOWN))
    opinion = consensus(panel(shown, at_instant(shown, when)), rule)
    opinions = {(row["game"], row["market"]): row for row in opinion.iter_rows(named=True)}
    drawn = charts(shown, opinion)
    return {
        game.id: tuple(
            MarketOfPage(
                market=market,
                board=boards.get((game.id, market)),
                chart=drawn.get(MarketOfGame(game.id, market)),
                opinion=opinions.get((game.id, market)),
            )
            for market in SHOWN
        )
        for game in games
    }


def _signals(tape: Tape, rules: DetectorRules) -> dict[int, list[SignalOfPage]]:
    findings = found(tape, rules)
    prices, splits = Rows(tape.prices), Rows(tape.splits)
    told = defaultdict(list)
    rows = findings.iter_rows(named=True)
    for row, (signal, _) in zip(rows, signals_in(tape, findings), strict=True):
        rests = SignalOfPage(
            signal=signal,
            prices=tuple(prices[at] for at in row["price_rows"]),
            splits=tuple(splits[at] for at in row["split_rows"]),
        )
        told[signal.game].append(rests)
    for each in told.values():
        each.sort(key=lambda one: one.signal.rank)
    return told


def _by_game(rows: Iterator[Row]) -> dict[int, list[Row]]:
    games = defaultdict(list)
    for row in rows:
        games[int(row["game"])].append(row)
    return games
