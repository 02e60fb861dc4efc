"""``config migrate``: the predecessor's settings, each accounted for, and none of them shown."""

from __future__ import annotations

import stat
import subprocess
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.legacy.config.files import OldSetting
from mlbcore.legacy.config.moving import Fate, SettingMove, migrate_settings
from mlbcore.legacy.config.names import ALIASES
from mlbcore.legacy.config.places import option_of
from mlbcore.legacy.config.rules import PATTERNS, RULES, rule_of
from mlbcore.legacy.config.writing import as_toml
from mlbcore.masking import MASK
from mlbcore.settings import load

Mlbcore = Callable[..., "subprocess.CompletedProcess[str]"]
SECRET = "S3cret/p@ss:word"


def moved(**found: object) -> dict[str, SettingMove]:
    """What became of settings; their keys are written with two underscores for the dot."""
    old = [OldSetting("old.toml", key.replace("__", "."), value) for key, value in found.items()]
    return {move.old_key: move for move in migrate_settings(old).moves}


def values(*found: tuple[str, object]) -> dict[str, object]:
    return migrate_settings(OldSetting("old", key, value) for key, value in found).values


@pytest.mark.parametrize(
    ("key", "value", "new_key", "new_value"),
    [
        ("database.max_connections", 20, "database.pool_max", 20),
        ("api.mlb_stats_base_url", "https://h/api/v1", "sources.mlb.base_url", "https://h"),
        ("scraping.sbr_base_url", "https://h?key=x", "sources.sbr.base_url", "https://h"),
        ("scraping.delay_between_requests", 2.5, "scraping.requests_per_second", 0.4),
        ("logging.structured", True, "logging.format", "json"),
        ("logging.max_log_file_size_mb", 10, "logging.max_size", 10_485_760),
        ("logging.max_file_size", 10_485_760, "logging.max_size", 10_485_760),
        ("logging.performance_threshold_ms", 500, "logging.slow_ms", 500),
        ("SHARP_THRESHOLD", "12.5", "detectors.money.divergence", 12.5),
        ("betting.min_confidence_threshold", 0.7, "betting.min_confidence", 0.7),
        ("LOG_LEVEL", "debug", "logging.level", "DEBUG"),
        ("logging.components.scraper", "DEBUG", "logging.levels.scraper", "DEBUG"),
        ("logging.components.api_client", "info", "logging.levels.http", "INFO"),
        ("monitoring.thresholds.disk_usage_warning_percent", 75, "monitoring.disk_warning", 75.0),
        ("monitoring.thresholds.disk_usage_critical_percent", 85, "monitoring.disk_problem", 85.0),
        ("logging.log_file_path", "logs/mlb.log", "logging.file", "logs/mlb.log"),
        ("DB_MAX_CONN", "7", "database.pool_max", 7),
        ("DATABASE__QUERY_TIMEOUT", "60", "database.query_timeout", 60),
        ("features.enable_action_network", False, "sources.action.enabled", False),
        ("DATABASE_URL", "postgresql+asyncpg://u@h/d", "database.url", "postgresql://u@h/d"),
    ],
)
def test_a_setting_goes_to_its_place_in_its_unit(
    key: str, value: object, new_key: str, new_value: object
) -> None:
    assert values((key, value)) == {new_key: new_value}


def test_what_several_settings_say_together_is_one() -> None:
    parts = [("database.host", "h"), ("POSTGRES_PASSWORD", SECRET), ("database.user", "me")]
    assert values(*parts) == {
        "database.url": "postgresql://me:S3cret%2Fp%40ss%3Aword@h:5432/mlb_betting"
    }
    assert values(("api.rate_limit_requests", 30), ("api.rate_limit_window", 60)) == {
        "scraping.requests_per_second": 0.5
    }


def test_the_later_of_two_counts_and_a_whole_url_before_its_parts() -> None:
    old = [("DATABASE_URL", "postgresql://h/d"), ("POSTGRES_HOST", "other"), ("LOG_LEVEL", "info")]
    migration = migrate_settings(OldSetting("f", *pair) for pair in [*old, ("LOG_LEVEL", "ERROR")])
    assert migration.values == {"database.url": "postgresql://h/d", "logging.level": "ERROR"}
    fates = [move.fate for move in migration.moves]
    assert fates == [Fate.CHANGED, Fate.REPLACED, Fate.REPLACED, Fate.MOVED]


def test_what_has_no_place_says_why_and_what_nobody_knows_is_named() -> None:
    told = moved(ml__mlflow__tracking_uri="http://x", foo__bar=1, betting__sharp_minimum_stake=5)
    assert (told["ml.mlflow.tracking_uri"].fate, told["ml.mlflow.tracking_uri"].note) == (
        Fate.DROPPED,
        "models are not trained here",
    )
    assert told["foo.bar"].fate is Fate.UNKNOWN
    assert "betting.minimum_stake is money" in told["betting.sharp_minimum_stake"].note


def test_a_value_that_is_none_of_the_setting_is_told_and_left_out() -> None:
    told = moved(api__request_timeout=900, database__max_connections="many", logging__level=3)
    timeout, connections, level = (move.note for move in told.values())
    assert timeout.startswith("not taken for scraping.request_timeout: ")
    assert "not within 0.1 and 300" in timeout
    assert connections.startswith("not taken for database.pool_max: ")
    assert "not one of DEBUG, INFO, WARNING, ERROR, CRITICAL" in level
    assert {move.fate for move in told.values()} == {Fate.DROPPED}


@pytest.mark.parametrize(
    ("told", "rate", "why"),
    [
        ({"rate_limit_requests": 100, "rate_limit_window": 60}, 1.0, "one in 1 s"),
        ({"rate_limit_requests": "6"}, 0.1, "the slower of 6 in 60 s and one in 1 s"),
        ({"rate_limit_requests": 1, "rate_limit_window": 3600}, 0.01, "the nearest is taken"),
    ],
)
def test_no_source_is_asked_faster_than_the_slowest_of_the_old_rates(
    told: dict[str, object], rate: float, why: str
) -> None:
    found = {f"api__{key}": value for key, value in told.items()}
    for move in moved(**found).values():
        assert (move.new_key, move.new_value) == ("scraping.requests_per_second", str(rate))
        assert why in move.note
    limit = ("api.rate_limit_requests", 100), ("api.rate_limit_window", 60)
    both = values(*limit, ("scraping.delay_between_requests", 2.0))
    assert both == {"scraping.requests_per_second": 0.5}


@pytest.mark.parametrize(
    ("key", "value", "new", "why"),
    [
        ("logging__max_log_file_size_mb", 100, "100000000", "not within 1,000,000 and 100,000,000"),
        ("logging__max_file_size", "1000", "1000000", "the nearest is taken"),
        ("database__max_connections", 500, "100", "not within 1 and 100"),
        ("logging__level", "warn", '"WARNING"', "WARN is called WARNING here"),
        ("logging__components__cli", "fatal", '"CRITICAL"', "FATAL is called CRITICAL here"),
    ],
)
def test_an_amount_beyond_the_range_and_a_level_of_another_name_are_fitted_and_said(
    key: str, value: object, new: str, why: str
) -> None:
    (move,) = moved(**{key: value}).values()
    assert (move.fate, move.new_value) == (Fate.CHANGED, new)
    assert why in move.note


def test_an_amount_that_is_none_is_not_fitted() -> None:
    told = moved(logging__max_file_size=0, database__max_connections=-4)
    assert {move.fate for move in told.values()} == {Fate.DROPPED}


def test_a_file_of_the_log_that_was_off_is_left_off() -> None:
    path, off = ("logging.log_file_path", "mlb.log"), ("logging.enable_file_output", False)
    assert values(path, off) == {}
    assert values(path, ("logging.enable_file_output", True)) == {"logging.file": "mlb.log"}
    told = moved(logging__log_file_path="mlb.log", logging__enable_file_output=False)
    assert "it was off" in told["logging.log_file_path"].note


def test_a_dropped_value_that_is_no_secret_is_shown() -> None:
    told = moved(
        pipeline__batch_timeout=300,
        schemas__raw="raw_data",
        logging__production__high_volume_operations=["database_query"],
        alerts__enabled=True,
        alerts__to="somebody",
        logging__sinks=[{"to": "somebody"}],
        monitoring__otlp_token="abc",
        logging__alert_hook="https://h/abc",
        logging__log_api_key_usage=True,
        logging__components__security="INFO",
        ml__mlflow__tracking_uri="http://localhost:5001",
        notifications__slack_webhook_url="abc",
    )
    hidden = {key for key, move in told.items() if move.old_value == MASK}
    assert hidden == {
        "alerts.to",
        "logging.sinks",
        "monitoring.otlp_token",
        "logging.alert_hook",
        "notifications.slack_webhook_url",
    }
    assert told["pipeline.batch_timeout"].old_value == "300"
    assert told["schemas.raw"].old_value == '"raw_data"'


def test_replicas_of_no_server_are_left_out() -> None:
    old = "database.read_replica_connection_string"
    move = moved(database__read_replica_connection_string="postgresql://h/d")[old]
    assert move.new_key is None
    assert "needs a server of your own: set database.url" in move.note


def test_an_environment_that_needs_a_server_is_left_out_where_none_is_named() -> None:
    production, url = ("environment", "production"), "postgresql://h/d"
    assert values(production) == {}
    assert moved(environment="production")["environment"].note.endswith("set database.url")
    named = {"app.environment": "production", "database.url": url}
    assert values(production, ("DATABASE_URL", url)) == named


def test_every_rule_leads_to_a_setting_or_says_why_not() -> None:
    for key, rule in {**RULES, **PATTERNS}.items():
        assert rule.note or rule.to, key
    for name in ALIASES:
        assert rule_of(name) is not None, name
    assert [key for key, rule in RULES.items() if rule.to and option_of(rule.to) is None] == []


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text(max_size=12)
    | st.lists(st.integers(0, 9) | st.text(max_size=3), max_size=2)
)
KEYS = st.sampled_from([*RULES, *ALIASES, "foo.bar", "ml.x"]) | st.text(max_size=8)


@settings(max_examples=50)
@given(found=st.lists(st.tuples(KEYS, LEAVES), max_size=12))
def test_every_setting_is_accounted_for_and_the_file_is_one_of_ours(
    found: list[tuple[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    migration = migrate_settings(OldSetting("old\n.toml", key, value) for key, value in found)
    assert [move.old_key for move in migration.moves] == [key for key, _ in found]
    text = as_toml(migration)
    assert {
        f"{section}.{name}": value
        for section, options in _sections(tomllib.loads(text))
        for name, value in options.items()
    } == migration.values
    file = tmp_path_factory.getbasetemp() / "fuzzed.toml"
    file.write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLBCORE_CONFIG", str(file))
        load()


def _sections(document: dict[str, Any], path: str = "") -> list[tuple[str, dict[str, Any]]]:
    plain = {name: value for name, value in document.items() if not isinstance(value, dict)}
    deeper = [
        one
        for name, value in document.items()
        if isinstance(value, dict)
        for one in _sections(value, f"{path}.{name}".strip("."))
    ]
    return [(path, plain), *deeper]


OLD = {
    "odds_api_key": SECRET,
    "api": {"mlb_stats_base_url": f"https://h?key={SECRET}"},
    "database": {"host": "h", "password": SECRET, "query_timeout": 60},
    "notifications": {
        "email_from_address": "a@b.c",
        "email_app_password": SECRET,
        "email_to_addresses": "d@e.f",
        "slack_webhook_url": f"https://hooks.slack.com/{SECRET}",
        "webhook": {"config": {"url": SECRET, "headers": {"Authorization": SECRET}}},
    },
    "ml": {"mlflow": {"api_key": SECRET, "tracking_uri": f"http://u:{SECRET}@h"}},
    "nobody": {"knows": SECRET},
    "alerts": {"channels": [{"type": "email", "to": SECRET}], "slack_url": f"https://h/{SECRET}"},
    "dashboard": {"pwd": SECRET},
}


def test_a_secret_is_in_no_output_and_in_the_file_only_where_it_has_its_place(
    mlbcore: Mlbcore, tmp_path: Path
) -> None:
    old, new, env = tmp_path / "old.toml", tmp_path / "mlbcore.toml", tmp_path / ".env"
    old.write_text(tomli_w.dumps(OLD))
    replica = f"DB_READ_REPLICA_URL='postgresql://u:{SECRET}@h/d'"
    env.write_text(f"export {replica}\nJWT_SECRET_KEY={SECRET}\n")
    command = partial(mlbcore, "config", "migrate", str(old), str(env), "-o", str(new), "--force")
    for form in ("table", "json"):
        done = command("--format", form)
        assert done.returncode == 0, done.stderr
        assert "S3cret" not in done.stdout + done.stderr
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    lines = [line for line in new.read_text().splitlines() if "S3cret" in line]
    assert all(not line.startswith("#") for line in lines)
    assert "S3cret%2Fp%40ss%3Aword@h:5432" in new.read_text()
