"""Backtests at the prompt: run over what is stored, kept, listed and compared."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable
from typing import Any, LiteralString

import psycopg
import pytest
from attrs import evolve
from psycopg import errors

from mlbcore.analysis.bootstrap import Bootstrap
from mlbcore.analysis.strategies import BUILT_IN
from mlbcore.analysis.strategy import CLOSE, Decision
from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.demo import DATE
from mlbcore.pipeline.backtesting import compare_backtests, run_backtest, save_backtest

Mlbcore = Callable[..., subprocess.CompletedProcess[str]]
Installed = Callable[[str, str], dict[str, str]]
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
QUICK = Bootstrap(resamples=100)
FAVOURITES, UNDERDOGS = BUILT_IN[:2]
CHEAT = """
import mlbcore
from attrs import frozen

@frozen(kw_only=True)
class Rule:
    price: int = 1000

def pick(tape, rule):
    return mlbcore.on_offer(tape).with_columns(price=rule.price)

@mlbcore.hookimpl
def mlbcore_strategies():
    return [mlbcore.Strategy(
        name="dreamer", category=mlbcore.StrategyCategory.VALUE_ANALYSIS, about="Dreams.",
        decisions=[mlbcore.Decision("close")], rule=Rule(), pick=pick,
    )]
"""


@pytest.fixture
def bare(mlbcore: Mlbcore, dsn: str) -> Mlbcore:
    """``mlbcore backtest`` where there is no game."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return mlbcore("backtest", *arguments, MLBCORE_DATABASE_URL=dsn, **environment)

    return run


@pytest.fixture
def prompt(bare: Mlbcore, dsn: str, poll: Callable[[str], None]) -> Mlbcore:
    """``mlbcore backtest`` over the bundled day."""
    poll(dsn)
    return bare


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_a_backtest_is_kept_with_its_strategy_its_figures_and_its_days(
    database: Database, dsn: str, poll: Callable[[str], None]
) -> None:
    poll(dsn)
    window = Window(first=DATE, last=DATE)
    with database.reading() as store:
        trial = run_backtest(store, FAVOURITES, window, QUICK)
    first, again = (
        database.write(lambda store: save_backtest(store, trial, NOW)) for _ in range(2)
    )
    with database.reading() as store:
        run = store.backtests.get(first)
        (setup,) = store.backtests.setups.list()
        parts, days = store.backtests.parts_of(first), store.backtests.days_of(first)
        (same,) = compare_backtests(store, [first, again], QUICK)
    assert (run.first, run.last, run.made_at, run.resamples) == (DATE, DATE, NOW, 100)
    assert (setup.id, setup.name) == (run.strategy, "favourites")
    assert setup.configuration["rule"]["whom"] == "favourite"
    assert {part.part for part in parts} == {"all", "2025"}
    assert parts[0].bets == trial.bets.height > 0
    assert [day.bets for day in days] == [trial.bets.height]
    assert (same.first, same.second, same.difference) == (first, again, 0.0)


def test_a_strategy_with_another_choice_is_another(
    database: Database, dsn: str, poll: Callable[[str], None]
) -> None:
    poll(dsn)
    at_close = evolve(FAVOURITES, decisions=(Decision(CLOSE),))
    for strategy in (FAVOURITES, at_close, UNDERDOGS):
        with database.reading() as store:
            trial = run_backtest(store, strategy, None, QUICK)
        with database.writing() as store:
            save_backtest(store, trial, NOW)
    with database.reading() as store:
        told = [
            (its.name, *its.configuration["decisions"]) for its in store.backtests.setups.list()
        ]
    assert sorted(told) == [
        ("favourites", "close"),
        ("favourites", "opener"),
        ("underdogs", "opener"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE backtest_part SET won = won + 1",
        "UPDATE backtest_part SET beaten = closes + 1",
        "UPDATE backtest_part SET part = 'july'",
        "UPDATE backtest_day SET bets = 0",
        "UPDATE backtest SET last = first - 1",
        "UPDATE strategy SET name = 'No name'",
        "DELETE FROM strategy",
    ],
)
def test_a_wrong_backtest_is_impossible(
    wrong: LiteralString, database: Database, dsn: str, poll: Callable[[str], None]
) -> None:
    poll(dsn)
    with database.reading() as store:
        trial = run_backtest(store, FAVOURITES, None, QUICK)
    database.write(lambda store: save_backtest(store, trial, NOW))
    with psycopg.connect(dsn) as connection, pytest.raises(errors.IntegrityError):
        connection.execute(wrong)


def test_a_strategy_is_run_listed_and_compared(prompt: Mlbcore) -> None:
    done = prompt("favourites", "--resamples", "100", "--format", "json")
    assert "backtest 1 stored" in done.stderr
    whole, season = rows(done)
    assert (whole["part"], season["part"]) == ("all", "2025")
    assert whole["bets"] == whole["won"] + whole["lost"] + whole["pushed"] + whole["void"] > 0

    bets = rows(prompt("favourites", "--no-save", "--show", "bets", "--format", "json"))
    assert sum(bet["profit"] for bet in bets) == pytest.approx(whole["profit"])

    assert prompt("run", "underdogs", "--at", "close", "--date", str(DATE)).returncode == 0
    listed = rows(prompt("list", "--format", "json"))
    assert [(row["id"], row["strategy"], row["decisions"]) for row in listed] == [
        (1, "favourites", ["opener"]),
        (2, "underdogs", ["close"]),
    ]
    assert listed[0]["profit"] == whole["profit"]
    (only,) = rows(prompt("list", "--strategy", "underdogs", "--format", "json"))
    assert only["id"] == 2
    (pair,) = rows(prompt("compare", "1", "2", "--format", "json"))
    assert pair["difference"] == pytest.approx(listed[0]["returned"] - listed[1]["returned"])


def test_a_parameter_and_a_stake_are_chosen_at_the_prompt(prompt: Mlbcore) -> None:
    chosen = ("--set", "whom=home", "--set", "least=0.5", "--stake", "kelly", "--no-save")
    told = rows(prompt("favourites", *chosen, "--show", "bets", "--format", "json"))
    assert {bet["side"] for bet in told} == {"home"}
    for bet in told:
        edge = bet["fair"] * bet["decimal"] - 1
        assert bet["stake"] == pytest.approx(25 * edge / (bet["decimal"] - 1))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("nobody",), "no strategy nobody; known: fade_public, favourites"),
        (("favourites", "--at", "noon"), "minutes before the start: 'noon'"),
        (("favourites", "--set", "whom=pitcher"), "BackRule"),
        (("favourites", "--set", "edge=1"), "edge"),
        (("favourites", "--set", "edge"), "is not KEY=VALUE"),
        (("favourites", "--cap", "2"), "up to 2.0"),
        (("favourites", "--date", "2020-01-01"), "no game of these dates is over"),
        (("compare", "1"), "two backtests or more"),
        (("compare", "1", "2"), "there is no backtest 1"),
    ],
)
def test_what_cannot_be_run_is_said(arguments: tuple[str, ...], reason: str, bare: Mlbcore) -> None:
    done = bare(*arguments)
    assert done.returncode == 2
    assert reason in done.stderr


def test_a_plugins_strategy_is_run_and_one_that_cheats_is_stopped(
    prompt: Mlbcore, installed: Installed
) -> None:
    found = installed("dreams", CHEAT)
    told = {row["strategy"]: row for row in rows(prompt("strategies", "--format", "json", **found))}
    assert told["dreamer"]["rule"] == {"price": 1000}
    assert told["value"]["stakes"] == "kelly"
    done = prompt("dreamer", **found)
    assert (done.returncode, "no such price could be taken then" in done.stderr) == (6, True)
    assert rows(prompt("list", "--format", "json")) == []
