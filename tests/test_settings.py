"""Settings come from defaults, a file, the environment and flags, and a wrong one is named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from mlbcore import settings
from mlbcore.errors import ConfigurationError
from mlbcore.settings import SourceSettings
from mlbcore.wanted import plugins_wanted


@pytest.fixture(autouse=True)
def _clean(home: Path) -> None:
    """No setting of the person who runs the tests."""


def file(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    path = folder / "mlbcore.toml"
    path.write_text(text)
    monkeypatch.setenv("MLBCORE_CONFIG", str(path))


def test_without_any_setting_the_embedded_server_is_used() -> None:
    assert not settings.load().database.url


def test_the_environment_wins_over_the_file_and_a_flag_over_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file(monkeypatch, tmp_path, "[scraping]\nretries = 1\nrequest_timeout = 5\n")
    monkeypatch.setenv("MLBCORE_SCRAPING_RETRIES", "2")
    scraping = settings.load().scraping
    assert (scraping.retries, scraping.request_timeout) == (2, 5)
    assert settings.load(flags=["scraping.retries=4"]).scraping.retries == 4


def test_a_file_in_the_home_is_found_without_being_named(home: Path) -> None:
    home.mkdir()
    (home / "mlbcore.toml").write_text("[scraping]\nretries = 7\n")
    assert settings.settings_path() == home / "mlbcore.toml"
    assert settings.load().scraping.retries == 7


def test_without_a_home_the_file_is_looked_for_in_the_users_config_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("MLBCORE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = settings.settings_path()
    assert path.is_relative_to(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text("[scraping]\nretries = 8\n")
    assert settings.load().scraping.retries == 8


def test_a_source_has_a_section_and_variables_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file(monkeypatch, tmp_path, "[sources.mlb]\nbase_url = 'http://file'\nenabled = false\n")
    monkeypatch.setenv("MLBCORE_MLB_BASE_URL", "http://environment")
    monkeypatch.setenv("MLBCORE_MLB_USER_AGENT", "me")
    found = settings.load({"mlb": SourceSettings, "sbr": SourceSettings})
    assert found.source("mlb").base_url == "http://environment"
    assert found.source("mlb").user_agent == "me"
    assert found.source("mlb").enabled is False
    assert found.source("sbr").base_url == ""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[database]\nnope = 1\n", "database.nope: 1 is no setting"),
        ("[database]\npool-max = 1\n", r"no setting; did you mean database\.pool_max\?"),
        ("[scraping]\nretrys = 4\n", r"retrys: 4 is no setting; did you mean scraping\.retries\?"),
        ("[scrapping]\nretries = 4\n", r"scrapping: a table is no section; did you mean scraping"),
        ("retries = 4\n", "retries: .* is no section"),
        ("scraping = 4\n", r"scraping: .* is not a table: .* \[scraping\]"),
        ("sources = 4\n", "sources: .* is not a table"),
        ("[sources]\nmlb = 4\n", r"sources\.mlb: .* is not a table"),
        ("[scraping]\nretries = 'many'\n", "scraping.retries: 'many' is not a whole number"),
        ("[scraping]\nretries = '3'\n", "scraping.retries: '3' is not a whole number"),
        ("[scraping]\nretries = true\n", "scraping.retries: true is not a whole number"),
        ("[scraping]\nretries = 1.5\n", "scraping.retries: 1.5 is not a whole number"),
        ("[scraping]\nretries = 99\n", "scraping.retries: 99 is not within 0 and 10"),
        ("[scraping]\nuser_agent = 7\n", "scraping.user_agent: 7 is not text"),
        ('[scraping]\nuser_agent = "a\\nb"\n', r"'a\\nb' holds a character"),
        ("[scraping]\nretry_delay = nan\n", "scraping.retry_delay: nan is not a finite number"),
        ("[scraping]\nbreaker_failures = 0\n", "scraping.breaker_failures: 0"),
        ("[scraping]\nbreaker_pause = 0\n", "scraping.breaker_pause: 0"),
        ("[logging]\nlevel = 'LOUD'\n", "logging.level: 'LOUD' is not one of DEBUG, INFO"),
        ("[logging]\nslow_ms = 0\n", "logging.slow_ms: 0"),
        ("[logging.levels]\nhttp = 'LOUD'\n", "logging.levels: a table has http = 'LOUD'"),
        ("[logging.levels]\nhtp = 'DEBUG'\n", "logging.levels: a table has htp, which is"),
        ("[logging.levels]\n'a\\b' = 'DEBUG'\n", r"a table has 'a\\\\b', which"),
        ("[features]\nconsensus = 'no'\n", "features.consensus: 'no' is not true or false"),
        ("[app]\nenvironment = 'prod'\n", "app.environment: 'prod' is not one of development"),
        ("[sources.mlb]\nnope = 1\n", r"sources\.mlb\.nope: 1"),
        ("[app]\n[logging.levels]\n[app]\n", r"is not TOML: app is declared twice \(at line 3"),
        ("[a.b]\n[a.b]\n", r"is not TOML: a\.b is declared twice \(at line 2"),
        ("[database\n", r"is not TOML: Expected ']' at the end .* \(at line 1, column 10"),
        ("[betting]\nmax_juice = 110\n", "betting.max_juice: 110 is not within -500 and -100"),
        ("[betting]\nbankroll = 'much'\n", "betting.bankroll: 'much' is not a number"),
        ("[betting]\nminimum_stake = nan\n", "betting.minimum_stake: nan is not a finite number"),
    ],
)
def test_a_wrong_file_is_an_error_that_names_file_key_and_value(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, named: str
) -> None:
    file(monkeypatch, tmp_path, text)
    with pytest.raises(ConfigurationError, match=rf"{tmp_path}/mlbcore\.toml.*{named}"):
        settings.load({"mlb": SourceSettings})


@pytest.mark.parametrize("value", ["x", "-1", "", "1.5", "9" * 5000])
def test_a_wrong_variable_is_an_error_that_names_variable_and_setting(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("MLBCORE_SCRAPING_RETRIES", value)
    with pytest.raises(ConfigurationError, match="MLBCORE_SCRAPING_RETRIES: scraping.retries: '"):
        settings.load()


@pytest.mark.parametrize(
    ("flag", "named"),
    [
        ("scraping.retries=x", "--set: scraping.retries: 'x' is not a whole number"),
        ("scraping.retrys=1", "scraping.retrys: '1' is no setting; did you mean scraping.retries"),
        ("retries", "--set: retries: is not KEY=VALUE, such as scraping"),
        ("", "--set: '': is not KEY=VALUE"),
    ],
)
def test_a_wrong_flag_is_an_error_that_names_it(flag: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        settings.load(flags=[flag])


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file(monkeypatch, tmp_path, "[scraping]\nretries = 99\nrequest_timeout = 'x'\n[app]\nb = 1\n")
    monkeypatch.setenv("MLBCORE_PIPELINE_CONCURRENCY", "11")
    with pytest.raises(ConfigurationError) as raised:
        settings.load()
    keys = [line.split(": ")[1] for line in str(raised.value).splitlines()]
    assert keys == ["scraping.retries", "scraping.request_timeout", "app.b", "pipeline.concurrency"]


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
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml: No such file"):
        settings.load()


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("Yes", True), ("1", True), ("off", False), ("0", False)]
)
def test_a_variable_says_true_and_false_in_several_ways(
    monkeypatch: pytest.MonkeyPatch, text: str, value: object
) -> None:
    monkeypatch.setenv("MLBCORE_FEATURES_CONSENSUS", text)
    assert settings.load().features.consensus is value


def test_an_empty_variable_unsets_what_may_be_unset(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file(monkeypatch, tmp_path, "[scraping]\nrequests_per_second = 3\n")
    assert settings.load().scraping.requests_per_second == 3
    monkeypatch.setenv("MLBCORE_SCRAPING_REQUESTS_PER_SECOND", "")
    assert settings.load().scraping.requests_per_second is None


@pytest.mark.parametrize(
    ("variable", "near"),
    [
        ("MLBCORE_SCRAPING_RETRYS", "MLBCORE_SCRAPING_RETRIES"),
        ("MLBCORE_MBL_BASE_URL", "MLBCORE_MLB_BASE_URL"),
        ("MLBCORE_CONFIGS", "MLBCORE_CONFIG"),
    ],
)
def test_a_variable_that_nobody_reads_is_named_and_stops_nothing(variable: str, near: str) -> None:
    known = {"MLBCORE_HOME": "h", "MLBCORE_TEST_DSN": "d", "MLBCORE_LOAD_PLUGINS": "", "PATH": "p"}
    reading = settings.survey(None, {**known, variable: "geheim"}, classes={"mlb": SourceSettings})
    assert [str(fault) for fault in reading.harmless] == [
        f"{variable}: is no setting; did you mean {near}?"
    ]
    assert reading.sound() == settings.survey(None, {}, classes={"mlb": SourceSettings}).settings


@pytest.mark.parametrize(
    ("value", "names"), [("", ()), ("mlb", ("mlb",)), (" mlb, sbr ,", ("mlb", "sbr"))]
)
def test_plugins_can_be_limited(
    monkeypatch: pytest.MonkeyPatch, value: str, names: tuple[str, ...]
) -> None:
    assert plugins_wanted() is None
    monkeypatch.setenv("MLBCORE_LOAD_PLUGINS", value)
    assert plugins_wanted() == frozenset(names)
