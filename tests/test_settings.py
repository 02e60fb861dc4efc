"""Settings come from defaults, a file and the environment, and a wrong one is named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from mlbcore import settings
from mlbcore.errors import ConfigurationError
from mlbcore.wanted import plugins_wanted


@pytest.fixture(autouse=True)
def _clean(home: Path) -> None:
    """No setting of the person who runs the tests."""


def file(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    path = folder / "mlbcore.toml"
    path.write_text(text)
    monkeypatch.setenv("MLBCORE_CONFIG", str(path))


def test_without_any_setting_the_embedded_server_is_used() -> None:
    assert settings.load().database.url == ""


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file(monkeypatch, tmp_path, "[scraping]\nretries = 1\nrequest_timeout = 5\n")
    monkeypatch.setenv("MLBCORE_SCRAPING_RETRIES", "2")
    scraping = settings.load().scraping
    assert (scraping.retries, scraping.request_timeout) == (2, 5)


def test_a_source_has_a_section_and_variables_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file(monkeypatch, tmp_path, "[sources.mlb]\nbase_url = 'http://file'\nenabled = false\n")
    monkeypatch.setenv("MLBCORE_MLB_BASE_URL", "http://environment")
    monkeypatch.setenv("MLBCORE_MLB_USER_AGENT", "me")
    assert settings.load().source("mlb").base_url == "http://environment"
    assert settings.load().source("mlb").user_agent == "me"
    assert settings.load().source("mlb").enabled is False
    assert settings.load().source("sbr").base_url == ""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[database]\nnope = 1\n", "database.nope"),
        ("[scraping]\nretries = 'many'\n", "scraping.retries"),
        ("[scraping]\nretries = 99\n", "scraping.retries: 99"),
        ("[scraping]\nbreaker_failures = 0\n", "scraping.breaker_failures: 0"),
        ("[scraping]\nbreaker_pause = 0\n", "scraping.breaker_pause: 0"),
        ("[betting]\nmax_juice = 110\n", "betting.max_juice: 110"),
        ("[betting]\nbankroll = 'much'\n", "betting.bankroll"),
        ("[betting]\nminimum_stake = nan\n", "betting.minimum_stake"),
        ("[logging]\nlevel = 'LOUD'\n", "logging.level: 'LOUD'"),
        ("[sources.mlb]\nnope = 1\n", "nope"),
        ("[database\n", "mlbcore.toml"),
    ],
)
def test_a_wrong_file_is_an_error_that_names_the_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, named: str
) -> None:
    file(monkeypatch, tmp_path, text)
    with pytest.raises(ConfigurationError, match=named):
        settings.load()


@pytest.mark.parametrize(
    ("name", "value"),
    [("MLBCORE_SCRAPING_RETRIES", "x"), ("MLBCORE_SCRAPING_RETRIES", "-1")],
)
def test_a_wrong_variable_is_an_error_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match="scraping.retries"):
        settings.load()


def test_money_is_exact_in_a_file_and_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file(monkeypatch, tmp_path, "[betting]\nminimum_stake = 0.1\nbankroll = 2500\n")
    assert settings.load().betting.minimum_stake == Decimal("0.1")
    assert settings.load().betting.bankroll == 2500
    monkeypatch.setenv("MLBCORE_BETTING_BANKROLL", "1000.01")
    assert settings.load().betting.bankroll == Decimal("1000.01")


def test_a_file_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLBCORE_CONFIG", "nowhere.toml")
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml"):
        settings.load()


def test_the_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLBCORE_DATABASE_URL", "postgresql://u:geheim@h/d")
    assert "geheim" not in repr(settings.load())


@pytest.mark.parametrize(
    ("value", "names"), [("", ()), ("mlb", ("mlb",)), (" mlb, sbr ,", ("mlb", "sbr"))]
)
def test_plugins_can_be_limited(
    monkeypatch: pytest.MonkeyPatch, value: str, names: tuple[str, ...]
) -> None:
    assert plugins_wanted() is None
    monkeypatch.setenv("MLBCORE_LOAD_PLUGINS", value)
    assert plugins_wanted() == frozenset(names)
