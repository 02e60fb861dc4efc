"""At the prompt: what to bet, what the market thinks, and what two books can both lose or win."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest

from mlbcore.db.pool import Database
from mlbcore.models import Market, Quote
from mlbcore.testing.tapes import NOON, pair, public

Run = Callable[..., subprocess.CompletedProcess[str]]
Ask = Callable[..., list[dict[str, Any]]]
FOUR = ("fanduel", "betmgm", "caesars", "draftkings")
AS_OF = ("--date", str(NOON.date()), "--as-of", "2025-07-02T12:04:00-04:00")


def shown() -> list[Quote]:
    """Four books alike, one with a better price on home, and one with another total."""
    quotes = chain.from_iterable(
        [
            *pair(book, -110, -110),
            *pair(book, -110, -110, market=Market.TOTAL, line=8.5),
        ]
        for book in FOUR
    )
    away = [*pair("bet365", 115, -135), *pair("bet365", -110, -110, market=Market.TOTAL, line=9.5)]
    return [*quotes, *away]


@pytest.fixture
def slate(priced: Callable[..., int]) -> int:
    """A game whose prices were seen at NOON."""
    return priced(shown(), public((60, 85)))


@pytest.fixture
def ask(mlbcore: Run, dsn: str, slate: int) -> Ask:
    def asked(*arguments: str) -> list[dict[str, Any]]:
        done = mlbcore(*arguments, *AS_OF, "--format", "json", MLBCORE_DATABASE_URL=dsn)
        assert done.returncode == 0, done.stderr
        told: list[dict[str, Any]] = json.loads(done.stdout)
        assert {row.get("game", slate) for row in told} <= {slate}
        return told

    return asked


def test_the_best_bet_comes_first_with_its_stake_and_its_risk(ask: Ask) -> None:
    told = ask("analysis")
    values = [row["expected_value"] for row in told]
    assert values == sorted(values, reverse=True)
    best = told[0]
    assert (best["side"], best["book"], best["price"]) == ("home", "bet365", 115)
    assert best["fair_probability"] == 0.5
    assert best["expected_value"] == pytest.approx(0.075)
    assert best["kelly"] == pytest.approx(0.25 * 0.075 / 1.15, abs=1e-6)
    assert (best["recommendation"], best["stake"]) == ("buy", "16.30")
    assert (best["risks"]["data"], best["features"]["age"]) == ("medium", 240)
    assert best["signals"] == 1
    assert best["score"] > best["features"]["contrary"] == 0
    assert all(row["stake"] == "0.00" for row in told if row["recommendation"] != "buy")


def test_only_what_is_asked_for_is_told(ask: Ask) -> None:
    assert [row["side"] for row in ask("analysis", "--recommendation", "buy")] == ["home"]


def test_analyses_are_stored_once_and_come_back(
    mlbcore: Run, dsn: str, slate: int, database: Database
) -> None:
    save = ("analysis", *AS_OF, "--save")
    first, second = (mlbcore(*save, MLBCORE_DATABASE_URL=dsn).stderr for _ in range(2))
    assert first.splitlines()[-1] == "4 of 4 analyses stored, the others were there"
    assert second.splitlines()[-1] == "0 of 4 analyses stored, the others were there"
    with database.reading() as store:
        kept = store.analyses.of_game(slate)
        named = {name for analysis in kept for name in analysis.signals}
        stored = {signal.id for signal in store.signals.of_game(slate)}
    assert max(kept, key=lambda analysis: analysis.expected_value).book == "bet365"
    assert named == stored != set()


def test_an_analysis_of_a_time_before_anything_was_shown_is_empty(
    mlbcore: Run, dsn: str, slate: int
) -> None:
    early = ("--date", str(NOON.date()), "--as-of", "2025-07-02T15:59:59Z", "--format", "json")
    assert json.loads(mlbcore("analysis", *early, MLBCORE_DATABASE_URL=dsn).stdout) == []


def test_the_signals_of_both_sides_are_told_together(ask: Ask) -> None:
    home, away = ask("agreement")
    assert (home["side"], home["signals"], home["contrary"]) == ("home", 1, 0)
    assert (home["kinds"], home["direction"], home["agreement"]) == (["sharp_action"], "long", 1.0)
    assert (away["direction"], away["score"]) == ("short", 0.0)


def test_the_market_is_told_with_the_books_that_differ(ask: Ask) -> None:
    moneyline, total = ask("market")
    assert (moneyline["median"], moneyline["outliers"]) == (0.5, ["bet365"])
    assert (total["line"], total["books"], total["efficiency"]) == (8.5, 4, 1.0)


def test_the_holds_of_the_books_are_told(ask: Ask) -> None:
    told = ask("market", "--holds")
    assert {(row["market"], row["book"]) for row in told} == {
        (market, book) for market in ("moneyline", "total") for book in (*FOUR, "bet365")
    }
    assert {row["hold"] for row in told if row["book"] in FOUR} == {0.045455}


def test_prices_off_the_market_are_told_with_what_the_others_think(ask: Ask) -> None:
    (row,) = ask("market", "--off-market")
    assert (row["side"], row["book"], row["others"], row["fair"]) == ("home", "bet365", 4, 0.5)
    assert row["since"] == "2025-07-02T12:00:00-04:00"


def test_prices_of_two_books_that_cannot_both_lose_are_told(ask: Ask) -> None:
    (row,) = ask("arbitrage", "--fresh", "240")
    assert (row["book"], row["price"], row["other_book"]) == ("bet365", 115, "betmgm")
    assert ask("arbitrage", "--fresh", "239") == []


def test_prices_of_two_books_that_can_both_win_are_told(ask: Ask) -> None:
    (row,) = ask("arbitrage", "--middles")
    assert (row["side"], row["line"], row["other_side"], row["other_line"]) == (
        "over",
        8.5,
        "under",
        9.5,
    )
    assert (row["gap"], row["both"]) == (1.0, 0.109)
    assert row["expected"] == pytest.approx(21 / 22 * 1.109 - 1, abs=1e-6)


@pytest.mark.parametrize("command", ["analysis", "agreement", "market", "arbitrage"])
def test_nothing_is_a_table_without_rows(mlbcore: Run, dsn: str, command: str) -> None:
    done = mlbcore(command, "--date", "2025-07-05", MLBCORE_DATABASE_URL=dsn)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
