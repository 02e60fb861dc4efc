"""What can be told from the settings alone is told with them: by key and value, to everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from mlbcore import settings
from mlbcore.settings import SourceSettings, Survey
from mlbcore.settings.together import is_of_this_machine
from mlbcore_action.asked_books import ActionSettings

CLASSES = {"mlb": SourceSettings, "action": ActionSettings}
Command = Callable[..., CompletedProcess[str]]


def surveyed(**variables: str) -> Survey:
    return settings.survey(
        None, {f"MLBCORE_{name}": text for name, text in variables.items()}, classes=CLASSES
    )


def faults(**variables: str) -> list[str]:
    return list(map(str, surveyed(**variables).serious))


WRONG = [
    ("DATABASE_URL", "geheim", "database.url: MASKED cannot be read: it is no postgresql://"),
    ("DATABASE_URL", "http://me:geheim@h/mlb", "database.url: MASKED cannot be read: it is no"),
    (
        "DATABASE_URL",
        "postgresql://me:geheim@h:x/mlb",
        "database.url: MASKED cannot be read: a port",
    ),
    ("DATABASE_URL", "postgresql://h:70000/mlb", "database.url: MASKED cannot be read: a port is"),
    ("DATABASE_URL", "postgresql://me:a@geheim@h/mlb", "database.url: MASKED cannot be read: a po"),
    ("MLB_BASE_URL", "ftp://127.0.0.1", "sources.mlb.base_url: 'ftp://127.0.0.1' is no http addr"),
    ("MLB_BASE_URL", "nonsense", "sources.mlb.base_url: 'nonsense' is no http address"),
    ("MLB_BASE_URL", "http://", "sources.mlb.base_url: 'http://' is no http address"),
    ("MLB_BASE_URL", "http://a b/", "sources.mlb.base_url: 'http://a b/' is no http address"),
    ("MLB_BASE_URL", "http://h:70000", "sources.mlb.base_url: 'http://h:70000' is no http address"),
    ("MLB_BASE_URL", "me:geheim@h/x", "sources.mlb.base_url: 'MASKED@h/x' is no http address"),
    ("MLB_BASE_URL", "h/x?k=geheim", "sources.mlb.base_url: 'h/x?MASKED' has a query or fragment"),
    ("MLB_BASE_URL", "http://h/x?k=geheim", "sources.mlb.base_url: 'http://h/x?MASKED' has a que"),
    ("MLB_BASE_URL", "http://h/x#a", "sources.mlb.base_url: 'http://h/x#MASKED' has a query or fr"),
    ("MLB_USER_AGENT", "mé", "sources.mlb.user_agent: 'mé' cannot be sent as a header"),
    ("SCRAPING_USER_AGENT", "mé", "scraping.user_agent: 'mé' cannot be sent as a header"),
    ("MONITORING_HOST", "http://h", "monitoring.host: 'http://h' is no host"),
    ("MONITORING_HOST", "localhost:80", "monitoring.host: 'localhost:80' is no host"),
    ("MONITORING_TOKEN", "söme geheim", "monitoring.token: MASKED cannot be sent in a header"),
    ("MONITORING_TOKEN", "two geheim", "monitoring.token: MASKED cannot be sent in a header"),
    ("LOGGING_FILE", "/", "logging.file: '/' cannot be opened: Is a directory"),
    ("LOGGING_FILE", f"{__file__}/log", "cannot be opened: Not a directory"),
    ("LOGGING_FILE", "/proc/nope/log", "logging.file: '/proc/nope/log' cannot be opened: No such"),
    ("LOGGING_FILE", "x" * 300, "cannot be opened: File name too long"),
    ("LOGGING_FILE", "~nobody-at-all/log", "cannot be opened: it begins with a ~ of nobody"),
    ("NOTIFICATIONS_URLS", "geheim", "notifications.urls: MASKED has number 1, which is no addre"),
    ("NOTIFICATIONS_URLS", "json://h/a;no://geheim", "MASKED has number 2, which is no address of"),
    ("NOTIFICATIONS_URLS", "json://", "MASKED has number 1, which is no address of apprise"),
    ("NOTIFICATIONS_URLS", "slack://geheim", "MASKED has number 1, which is no address of apprise"),
    (
        "ACTION_BOOKS",
        "fanduel;nobook",
        "sources.action.books: 'fanduel;nobook' has number 2 = 'nobook', w",
    ),
    (
        "LOGGING_LEVELS",
        "http=loud",
        "logging.levels: 'http=loud' has http = 'loud', which is not one",
    ),
]


@pytest.mark.parametrize(("variable", "value", "told"), WRONG)
def test_a_text_that_cannot_be_used_is_a_fault_with_its_key_and_no_secret(
    variable: str, value: str, told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (fault,) = faults(**{variable: value})
    assert fault.startswith(f"MLBCORE_{variable}: ")
    assert told in fault
    assert "geheim" not in fault + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "postgresql://me:a%40b@h:5432,i:5433/mlb?sslmode=require"),
        ("DATABASE_URL", "host=/run/postgresql dbname=mlb"),
        ("DATABASE_URL", "host=@abstract"),
        ("MLB_BASE_URL", "http://me:secret@127.0.0.1:8080/mlb/"),
        ("MLB_BASE_URL", "https://[::1]:8080"),
        ("MLB_BASE_URL", "https://bücher.example/mlb"),
        ("SCRAPING_USER_AGENT", "me (me@example.com; what?)"),
        ("MONITORING_HOST", "::1"),
        ("LOGGING_FILE", "logs/of/mlbcore.jsonl"),
        ("LOGGING_FILE", "/dev/null"),
        ("NOTIFICATIONS_URLS", "json://127.0.0.1/hook;mailto://me:secret@example.com"),
        ("ACTION_BOOKS", "fanduel;pinnacle"),
    ],
)
def test_a_text_that_can_be_used_is_none(variable: str, value: str) -> None:
    assert faults(**{variable: value}) == []


def test_a_file_of_the_log_is_not_made_by_a_look_at_the_settings(tmp_path: Path) -> None:
    assert faults(LOGGING_FILE=str(tmp_path / "logs" / "log")) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("config", "check"), ("doctor",), ("games",), ("run",)])
def test_every_command_finds_the_same(mlbcore: Command, tmp_path: Path, command: str) -> None:
    file = tmp_path / "mlbcore.toml"
    file.write_text(
        "[database]\nurl = 'geheim'\n[sources.sbr]\nbase_url = 'ftp://h'\n"
        "[monitoring]\nhost = '0.0.0.0'\n[notifications]\nurls = ['geheim']\n"
        "[logging.levels]\ndatabase = 3\n[sources.action]\nbooks = ['fanduel', 'nobook']\n"
    )
    run = mlbcore(*command, MLBCORE_CONFIG=str(file), COLUMNS="500")
    said = run.stdout + run.stderr
    assert run.returncode == 6
    assert "geheim" not in said
    for key in ("database.url", "sources.sbr.base_url", "monitoring.host", "notifications.urls"):
        assert key in said
    assert "has database = 3, which is not text" in said
    assert "has number 2 = 'nobook', which is not one of" in said


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "other.example", "127.1"])
def test_any_address_but_loopback_needs_a_token(host: str) -> None:
    (fault,) = faults(MONITORING_HOST=host)
    assert fault.startswith(f"MLBCORE_MONITORING_HOST: monitoring.host: '{host}' can be reached")
    assert "set monitoring.token (MLBCORE_MONITORING_TOKEN)" in fault
    assert faults(MONITORING_HOST=host, MONITORING_TOKEN="token") == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_needs_none(host: str) -> None:
    assert is_of_this_machine(host)
    assert faults(MONITORING_HOST=host) == []


def test_what_needs_a_setting_that_is_wrong_is_not_told_that_it_lacks() -> None:
    (fault,) = faults(MONITORING_HOST="0.0.0.0", MONITORING_TOKEN="a b")
    assert "monitoring.token: MASKED cannot be sent" in fault
    (fault,) = faults(APP_ENVIRONMENT="production", DATABASE_URL="geheim")
    assert "database.url: MASKED cannot be read" in fault


def test_replicas_need_the_server_they_are_of() -> None:
    (fault,) = faults(DATABASE_REPLICAS="postgresql://geheim@h/mlb")
    assert fault.endswith("database.replicas: MASKED needs a server of your own: set database.url")


@pytest.mark.parametrize("command", [("config", "check"), ("plugins", "list"), ("run",)])
def test_a_plugin_that_is_wanted_and_not_installed_is_a_fault(
    mlbcore: Command, command: str
) -> None:
    run = mlbcore(*command, MLBCORE_LOAD_PLUGINS="mlb,acton", COLUMNS="500")
    assert run.returncode == 6
    told = "acton is no plugin that is installed; did you mean action?"
    assert "MLBCORE_LOAD_PLUGINS" in run.stdout + run.stderr
    assert told in " ".join((run.stdout + run.stderr).replace("│", " ").split())


def test_without_a_plugin_a_run_names_the_variable_that_limits_them(mlbcore: Command) -> None:
    run = mlbcore("run", MLBCORE_LOAD_PLUGINS="")
    assert run.returncode == 6
    assert "no source to ask" in run.stderr
    assert "MLBCORE_LOAD_PLUGINS" in run.stderr
