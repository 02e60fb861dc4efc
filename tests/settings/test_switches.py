"""A switch switches: each feature, each environment, and a plugin's own setting."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from subprocess import CompletedProcess
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from attrs import fields

from mlbcore.settings import FeatureSettings, survey

if TYPE_CHECKING:
    from tests.settings.conftest import Replaying

Command = Callable[..., CompletedProcess[str]]
Shown = Callable[..., dict[str, dict[str, Any]]]
Served = Callable[..., AbstractContextManager[httpx2.Client]]
DAY = ("--date", "2025-07-02")


def test_each_feature_has_a_test_here() -> None:
    refused = ("signals", "movement", "arbitrage")
    switched = ("revalidation", "consensus", *refused, "caching", "timing")
    assert tuple(feature.name for feature in fields(FeatureSettings)) == switched


def test_without_revalidation_a_page_is_asked_for_whole(
    mlbcore: Command, dsn: str, replaying: Replaying
) -> None:
    own = {
        "MLBCORE_DATABASE_URL": dsn,
        "MLBCORE_MLB_BASE_URL": replaying.url,
        "MLBCORE_SCRAPING_REQUESTS_PER_SECOND": "1000",
    }
    sent = []
    for revalidation in ("true", "true", "false"):
        flag = f"features.revalidation={revalidation}"
        run = mlbcore("--set", flag, "run", "--source", "mlb", *DAY, "--again", **own)
        assert run.returncode == 0, run.stderr
        sent.append(replaying.asked.pop()[1].get("If-None-Match"))
    assert sent == [None, '"1"', None]


def test_without_consensus_the_board_has_no_fair_probability(
    mlbcore: Command, dsn: str, poll: Callable[..., None]
) -> None:
    poll(dsn)
    fair = {}
    for consensus in ("true", "false"):
        own = {"MLBCORE_DATABASE_URL": dsn, "MLBCORE_FEATURES_CONSENSUS": consensus}
        board = json.loads(mlbcore("board", *DAY, "--format", "json", **own).stdout)
        fair[consensus] = [row["no_vig"] for row in board]
    assert len(fair["true"]) == len(fair["false"])
    assert any(fair["true"])
    assert set(fair["false"]) == {None}


@pytest.mark.parametrize(
    ("command", "feature"),
    [
        ("signals", "signals"),
        ("agreement", "signals"),
        ("analysis", "signals"),
        ("movement", "movement"),
        ("arbitrage", "arbitrage"),
        ("market", "consensus"),
    ],
)
def test_an_analysis_that_is_off_is_refused(
    mlbcore: Command, dsn: str, command: str, feature: str
) -> None:
    own = {"MLBCORE_DATABASE_URL": dsn}
    assert mlbcore(command, *DAY, **own).returncode == 0
    run = mlbcore(command, *DAY, **own, **{f"MLBCORE_FEATURES_{feature.upper()}": "off"})
    assert (run.returncode, run.stderr) == (6, f"mlbcore: features.{feature} is off\n")


@pytest.mark.slow
@pytest.mark.parametrize("signals", ["on", "off"])
def test_without_signals_no_page_shows_one_and_nobody_is_told(
    mlbcore: Command, dsn: str, poll: Callable[..., None], signals: str
) -> None:
    poll(dsn)
    own = {
        "MLBCORE_DATABASE_URL": dsn,
        "MLBCORE_FEATURES_SIGNALS": signals,
        "MLBCORE_NOTIFICATIONS_URLS": "json://127.0.0.1:1",
    }
    page = mlbcore("report", *DAY, **own).stdout
    told = json.loads(mlbcore("notify", *DAY, "--dry-run", "--format", "json", **own).stdout)
    assert ("Strongest signals" in page) is (signals == "on")
    assert any("confidence" in row["text"] for row in told) is (signals == "on")


@pytest.mark.parametrize(("caching", "is_seen"), [("on", False), ("off", True)])
def test_without_caching_figures_are_read_each_time(
    dsn: str, served: Served, poll: Callable[..., None], caching: str, is_seen: bool
) -> None:
    own = {
        "MLBCORE_DATABASE_URL": dsn,
        "MLBCORE_MONITORING_METRICS_AGE": "300",
        "MLBCORE_FEATURES_CACHING": caching,
    }
    with served(**own) as client:
        while client.get("/readyz").status_code != 200:
            pass
        assert "mlbcore_table_rows" in client.get("/metrics").text
        poll(dsn)
        told = client.get("/metrics").text
    assert ("mlbcore_units{" in told) is is_seen


def test_without_timing_what_is_slow_is_told_no_louder(
    mlbcore: Command, dsn: str, replaying: Replaying
) -> None:
    own = {
        "MLBCORE_DATABASE_URL": dsn,
        "MLBCORE_MLB_BASE_URL": replaying.url,
        "MLBCORE_LOGGING_LEVEL": "DEBUG",
    }
    levels = {}
    for timing in ("on", "off"):
        flags = ("--set", "logging.slow_ms=1", "--set", f"features.timing={timing}")
        run = mlbcore(*flags, "run", "--source", "mlb", *DAY, "--again", **own)
        lines = [json.loads(line) for line in run.stderr.splitlines() if line.startswith("{")]
        levels[timing] = {line["level"] for line in lines if "speed" in line}
    assert levels["off"] == {"DEBUG"}
    assert levels["on"] & {"INFO", "WARNING"}


def test_testing_asks_nobody_beyond_this_machine(
    mlbcore: Command, dsn: str, replaying: Replaying
) -> None:
    own = {
        "MLBCORE_DATABASE_URL": dsn,
        "MLBCORE_APP_ENVIRONMENT": "testing",
        "MLBCORE_SCRAPING_RETRIES": "0",
    }
    run = mlbcore("run", "--source", "mlb", *DAY, MLBCORE_MLB_BASE_URL="http://192.0.2.1", **own)
    assert run.returncode == 6
    assert "http://192.0.2.1/api/v1/schedule" in run.stderr
    assert "scraping.loopback_only" in run.stderr
    run = mlbcore("run", "--source", "mlb", *DAY, MLBCORE_MLB_BASE_URL=replaying.url, **own)
    assert run.returncode == 0


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_staging_and_production_log_more_and_need_a_server_of_their_own(
    mlbcore: Command, shown: Shown, environment: str
) -> None:
    own = {"MLBCORE_APP_ENVIRONMENT": environment}
    refused = mlbcore("games", **own)
    assert (refused.returncode, refused.stdout) == (6, "")
    assert f"'{environment}' needs a server of your own: set database.url" in refused.stderr
    rows = shown(**own, MLBCORE_DATABASE_URL="host=h", MLBCORE_LOGGING_LEVEL="ERROR")
    assert tuple(rows["logging.format"].values()) == ("logging.format", "json", "app.environment")
    assert rows["logging.level"]["value"] == "ERROR"


def test_development_changes_no_default() -> None:
    assert set(survey(None, {}).origins.values()) == {"default"}


@pytest.mark.parametrize("command", [("restore", "day.backup"), ("migrate", "down", "--all")])
def test_production_refuses_what_loses_data(
    mlbcore: Command, dsn: str, tmp_path: Any, command: tuple[str, ...]
) -> None:
    backup = tmp_path / "day.backup"
    backup.write_bytes(b"none")
    asked = [str(backup) if part == backup.name else part for part in command]
    own = {"MLBCORE_APP_ENVIRONMENT": "production", "MLBCORE_DATABASE_URL": dsn}
    run = mlbcore(*asked, "--yes", **own)
    assert run.returncode == 6
    assert "is refused where app.environment is production" in run.stderr


def test_action_network_is_asked_for_the_books_of_its_setting(
    mlbcore: Command, dsn: str, replaying: Replaying
) -> None:
    own = {"MLBCORE_DATABASE_URL": dsn, "MLBCORE_ACTION_BASE_URL": replaying.url}
    run = mlbcore(
        "--set", "sources.action.books=pinnacle", "run", "--source", "action", *DAY, **own
    )
    assert run.returncode == 0, run.stderr
    asked = parse_qs(urlsplit(replaying.asked[0][0]).query)
    assert asked["bookIds"] == ["30,3"]
