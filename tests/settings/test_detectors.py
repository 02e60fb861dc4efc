"""The numbers of the detectors are settings: each command goes by those in force."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from typing import Any

import httpx2
import pytest

from mlbcore import settings
from mlbcore.testing.tapes import NOON, pair, public

Run = Callable[..., subprocess.CompletedProcess[str]]
Ask = Callable[..., list[dict[str, Any]]]
Served = Callable[..., AbstractContextManager[httpx2.Client]]
DATE = str(NOON.date())
EVENING = ("--as-of", "2025-07-02T18:50:00-04:00")
OTHERS = ("fanduel", "draftkings", "betmgm")


@pytest.fixture
def day(priced: Callable[..., int]) -> None:
    """A game on which every detector has something to find."""
    quotes = [pair(book, -110, -110) for book in OTHERS]
    quotes += [pair("pinnacle", -108, -102), pair("pinnacle", 130, -145, 60)]
    quotes += [pair(book, 105, -125, 90 + n) for n, book in enumerate(OTHERS)]
    splits = [public((70, 40), 30), public((70, 62), 310), public((70, 30), 400)]
    priced(chain.from_iterable(quotes), chain.from_iterable(splits))


@pytest.fixture
def ask(mlbcore: Run, dsn: str, day: None) -> Ask:
    """What a command tells of the day, with the flags before it."""

    def asked(command: str, *flags: str, **environment: str) -> list[dict[str, Any]]:
        chosen = chain.from_iterable(("--set", flag) for flag in flags)
        words = (*chosen, command, "--date", DATE, *EVENING, "--format", "json")
        done = mlbcore(*words, MLBCORE_DATABASE_URL=dsn, **environment)
        assert done.returncode == 0, done.stderr
        told: list[dict[str, Any]] = json.loads(done.stdout)
        return told

    return asked


def kinds(signals: list[dict[str, Any]]) -> set[str]:
    return {signal["type"] for signal in signals}


@pytest.mark.slow
def test_a_detector_finds_less_where_more_is_asked_for(ask: Ask) -> None:
    found = kinds(ask("signals"))
    late = {"late_money", "late_flip"}
    for flag, gone in {
        "detectors.steam.books=4": {"steam_move"},
        "detectors.reverse.tickets=75": {"reverse_line_movement"},
        "detectors.money.divergence=50": {"sharp_action"},
        "detectors.money.lean=75": {"consensus_fade"},
        "detectors.money.surge=50": late,
        "detectors.lead.gap=0.5": {"book_conflict"},
    }.items():
        assert found - kinds(ask("signals", flag)) == gone & found != set(), flag


@pytest.mark.slow
def test_a_file_and_the_environment_say_what_a_flag_says(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "mlbcore.toml"
    file.write_text("[detectors.steam]\nbooks = 4\n")
    flag = ask("signals", "detectors.steam.books=4")
    assert ask("signals", MLBCORE_CONFIG=str(file)) == flag
    assert ask("signals", MLBCORE_DETECTORS_STEAM_BOOKS="4") == flag


def test_what_confirms_a_finding_adds_what_is_set(ask: Ask) -> None:
    alone = ("detectors.weigh.confirmed=0", "detectors.weigh.contradicted=0")
    weighed, bare = (
        {(one["type"], one["raised_at"]): one["confidence"] for one in ask("signals", *flags)}
        for flags in ((), alone)
    )
    assert weighed.keys() == bare.keys()
    assert weighed != bare


def test_agreement_hears_what_was_found_by_the_rules_in_force(ask: Ask) -> None:
    told = ask("agreement", "detectors.steam.books=4")
    assert "steam_move" in str(ask("agreement"))
    assert "steam_move" not in str(told)


@pytest.mark.slow
def test_an_analysis_rests_on_what_was_found_by_the_rules_in_force(ask: Ask) -> None:
    ids = {signal["id"] for signal in ask("signals", "detectors.steam.books=4")}
    told = ask("analysis", "detectors.steam.books=4")
    assert set(chain.from_iterable(row["signal_ids"] for row in told)) & ids != set()
    assert set(chain.from_iterable(row["signal_ids"] for row in told)) <= ids
    assert not {signal["id"] for signal in ask("signals")} & ids


def test_a_book_is_an_outlier_of_the_consensus_by_the_rule_in_force(ask: Ask) -> None:
    usual, wider = ask("market"), ask("market", "detectors.consensus.least=0.05")
    assert [row["outliers"] for row in usual] == [["pinnacle"]]
    assert [row["outliers"] for row in wider] == [[]]


@pytest.mark.slow
def test_an_arbitrage_returns_what_is_asked_for(ask: Ask) -> None:
    sure = ("detectors.arbitrage.fresh=86400", "detectors.arbitrage.most=1")
    (found,) = ask("arbitrage", *sure)
    assert ask("arbitrage", *sure, f"detectors.arbitrage.least={found['roi'] + 0.01}") == []
    assert ask("arbitrage", *sure, f"detectors.arbitrage.most={found['roi'] - 0.001}") == []


def test_a_line_is_frozen_by_the_rule_in_force(ask: Ask) -> None:
    moved = ask("movement", "detectors.reverse.still=1")
    assert {row["frozen"] for row in ask("movement")} == {None}
    assert {row["frozen"] for row in moved} == {70.0}


@pytest.mark.slow
def test_people_are_told_of_what_the_rules_in_force_find(mlbcore: Run, dsn: str, day: None) -> None:
    own = {
        "MLBCORE_DATABASE_URL": dsn,
        "MLBCORE_NOTIFICATIONS_URLS": "json://127.0.0.1:1/",
        "MLBCORE_NOTIFICATIONS_STRENGTH": "0",
    }
    words = ("notify", "--date", DATE, "--dry-run", "--format", "json")
    usual, fewer = (
        mlbcore(*words, **own).stdout,
        mlbcore("--set", "detectors.steam.books=4", *words, **own).stdout,
    )
    assert "steam_move on moneyline" in usual
    assert "steam_move" not in fewer
    assert "sharp_action" in fewer


@pytest.mark.slow
def test_the_page_of_a_day_has_what_the_rules_in_force_find(
    mlbcore: Run, dsn: str, day: None, served: Served
) -> None:
    own = {"MLBCORE_DATABASE_URL": dsn}
    words = ("report", "--date", DATE)
    assert "steam move" in mlbcore(*words, **own).stdout
    fewer = own | {"MLBCORE_DETECTORS_STEAM_BOOKS": "4"}
    with served(**fewer) as client:
        pages = mlbcore(*words, **fewer).stdout, client.get(f"/report/{DATE}").text
    for page in pages:
        assert "steam move" not in page
        assert "sharp action" in page


def test_a_follower_of_signals_shows_and_goes_by_the_rules_in_force(mlbcore: Run) -> None:
    words = ("--set", "detectors.steam.books=4", "backtest", "strategies", "--format", "json")
    told = {row["strategy"]: row["rule"] for row in json.loads(mlbcore(*words).stdout)}
    assert told["steam"]["detectors"] == {"steam": {"books": 4}}
    assert "detectors" not in told["favourites"]


@pytest.mark.parametrize(
    ("held", "fault"),
    [
        ("[detectors]\nsteam = 3", "is not a table: what is set stands below [detectors.steam]"),
        ("detectors = 3", "is not a table: what is set stands below [detectors]"),
        (
            "[detectors.steem]\nbooks = 4",
            "is no section; did you mean detectors.steam?",
        ),
        ("[detectors.steam]\nbooks = 1", "detectors.steam.books: 1 is not within 2 and 50"),
        ("[detectors.steam]\nbook = 4", "did you mean detectors.steam.books?"),
    ],
)
def test_what_is_wrong_below_detectors_is_told_by_its_key(
    tmp_path: Path, held: str, fault: str
) -> None:
    file = tmp_path / "mlbcore.toml"
    file.write_text(held)
    (told,) = settings.survey(file, {}).faults
    assert fault in str(told)
