"""What is stored, bet on: a strategy over past games, its figures kept, and backtests compared."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

import polars as pl
from attrs import asdict, evolve, frozen

from mlbcore import __version__
from mlbcore.analysis.backtest.bootstrap import Bootstrap
from mlbcore.analysis.backtest.engine import backtest
from mlbcore.analysis.backtest.figures import by_day, figures_by_part
from mlbcore.analysis.backtest.rivals import Difference, differences
from mlbcore.analysis.backtest.strategy import AnyStrategy
from mlbcore.collecting import Window
from mlbcore.convert import structure, unstructure
from mlbcore.db.store import Store
from mlbcore.errors import RecordError
from mlbcore.models import Backtest, BacktestDay, BacktestPart, Figures, Game, Setup
from mlbcore.models.game import NOT_PLAYED, final_score

NAMES = UUID("0f1f5b0a-64f1-5b7e-8a51-0c1f3a7f2f65")


@frozen(kw_only=True)
class Trial:
    """The bets a strategy made on so many games, and their figures by part."""

    strategy: AnyStrategy
    first: dt.date
    last: dt.date
    games: int
    bets: pl.DataFrame
    parts: Mapping[str, Figures]
    bootstrap: Bootstrap


def run_backtest(
    store: Store, strategy: AnyStrategy, window: Window | None, bootstrap: Bootstrap
) -> Trial:
    """A strategy over the games of some slate dates that are over; of no dates, over all.

    Raises RecordError where there is no such game.
    """
    over = [game for game in _games(store, window) if _is_over(game)]
    if not over:
        raise RecordError("no game of these dates is over")
    dates = sorted(game.date for game in over)
    bets = backtest(store.tapes.of([game.id for game in over]), strategy)
    return Trial(
        strategy=strategy,
        first=window.first if window else dates[0],
        last=window.last if window else dates[-1],
        games=len(over),
        bets=bets,
        parts=dict(figures_by_part(bets, bootstrap)),
        bootstrap=bootstrap,
    )


def save_backtest(store: Store, trial: Trial, made_at: dt.datetime) -> int:
    """Store a trial; gives the id it is called by."""
    id, setup = store.backtests.next_id(), setup_of(trial.strategy)
    run = Backtest(
        id=id,
        strategy=setup.id,
        first=trial.first,
        last=trial.last,
        games=trial.games,
        made_at=made_at,
        version=__version__,
        seed=trial.bootstrap.seed,
        resamples=trial.bootstrap.resamples,
    )
    parts = [
        BacktestPart(backtest=id, part=part, **asdict(its)) for part, its in trial.parts.items()
    ]
    days = [BacktestDay(backtest=id, **day) for day in by_day(trial.bets).iter_rows(named=True)]
    store.backtests.store(setup, run, parts, days)
    return id


def compare_backtests(store: Store, ids: Sequence[int], bootstrap: Bootstrap) -> list[Difference]:
    """Every two of the stored backtests. Raises MissingError for one there is not."""
    runs = [store.backtests.get(id) for id in ids]
    return differences(runs, {id: store.backtests.days_of(id) for id in ids}, bootstrap)


def setup_of(strategy: AnyStrategy) -> Setup:
    """The record of a strategy, under an id made of its name and choices."""
    configuration = {
        "decisions": [decision.when for decision in strategy.decisions],
        "staking": unstructure(strategy.staking),
        "rule": unstructure(strategy.rule),
    }
    told = json.dumps([strategy.name, configuration], sort_keys=True)
    return Setup(
        id=uuid5(NAMES, told),
        name=strategy.name,
        category=strategy.category,
        configuration=configuration,
    )


def with_rule(strategy: AnyStrategy, chosen: Mapping[str, Any]) -> AnyStrategy:
    """A strategy with other parameters. Raises RecordError for one its rule has not."""
    plain = unstructure(strategy.rule) | dict(chosen)
    return evolve(strategy, rule=structure(plain, type(strategy.rule)))


def _games(store: Store, window: Window | None) -> Sequence[Game]:
    asked = window or Window(first=dt.date.min, last=dt.date.max)
    return store.games.between(asked.first, asked.last)


def _is_over(game: Game) -> bool:
    """Whether what was bet on it can be settled: it has its score, or was not played."""
    return final_score(game) is not None or game.status in NOT_PLAYED
