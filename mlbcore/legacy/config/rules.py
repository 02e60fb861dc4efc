"""Where each of the predecessor's settings goes, what it means there, and what has no place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

from attrs import field, frozen

from mlbcore.legacy.config.names import ALIASES
from mlbcore.legacy.config.values import (
    host,
    in_bytes,
    one_url,
    per_second,
    postgres_url,
    text_or_json,
    upper,
)

Convert = Callable[[object], object]


def _same(value: object) -> object:
    return value


@frozen
class Destination:
    """What becomes of an old setting: its key here, or None, and why.

    With ``part`` several old settings make one: it says which of them this is. ``changed`` says
    that the same value does not mean the same here.
    """

    to: str | None
    note: str = ""
    convert: Convert = field(default=_same)
    part: str = ""
    changed: bool = False


def _moved(to: str, convert: Convert = _same, note: str = "") -> Destination:
    return Destination(to, note, convert)


def _changed(to: str, note: str, convert: Convert = _same) -> Destination:
    return Destination(to, note, convert, changed=True)


def _part(to: str, name: str, note: str) -> Destination:
    return Destination(to, note, part=name, changed=True)


def _dropped(why: str) -> Destination:
    return Destination(None, why)


URL, RATE = "database.url", "scraping.requests_per_second"
OWN = "one URL; give mlbcore a database of its own, the old tables stay where they are"
PACE = "one rate for every source, requests divided by seconds; without it each has its own"
NO_SOURCE = "no plugin asks this source"
BREAK_EVEN = "each price has its own"
NOT_HERE = "nothing here does this"
ML = "models are not trained here"
REDIS = "needs no such server"
ZONE = "US Eastern always"
RULES_OF_DETECTORS = "the detectors have rules of their own: docs/analysis.md"
ADDRESSES = "one URL of apprise for each who is told"
BUCKETS = "the metrics have buckets of their own, and are not sampled"

RULES: Mapping[str, Destination] = {
    "environment": _moved("app.environment"),
    "debug": _dropped("`mlbcore --debug` before a command"),
    "app_name": _dropped(NOT_HERE),
    "app_version": _dropped("`mlbcore --version`"),
    "timezone": _dropped(ZONE),
    "backtesting.schedule.timezone": _dropped(ZONE),
    # The database.
    "database.url": _changed(URL, OWN, postgres_url),
    "database.host": _part(URL, "host", OWN),
    "database.port": _part(URL, "port", OWN),
    "database.database": _part(URL, "database", OWN),
    "database.user": _part(URL, "user", OWN),
    "database.password": _part(URL, "password", OWN),
    "database.min_connections": _dropped("the pool opens what it needs"),
    "database.max_connections": _moved("database.pool_max"),
    "database.connection_timeout": _moved("database.connection_timeout", note="seconds"),
    "database.query_timeout": _moved("database.query_timeout", note="seconds"),
    "database.read_replica_connection_string": _changed(
        "database.replicas", "a list of URLs: standbys of mlbcore's own database", one_url
    ),
    "database.default_schema": _dropped("the tables are in the first schema of the connection"),
    "database.path": _dropped("DuckDB is not used"),
    "database.db_path": _dropped("DuckDB is not used"),
    "database.duckdb_path": _dropped("DuckDB is not used"),
    "database.backup_before_changes": _dropped("`mlbcore backup`"),
    "database.store_backtest_results": _dropped("always on"),
    "database.retention_days": _dropped("`mlbcore db prune` when it is asked for"),
    "database.performance_schema": _dropped("the schema is mlbcore's own"),
    # Sources and how they are asked.
    "api.mlb_stats_base_url": _changed("sources.mlb.base_url", "the host alone", host),
    "api.action_network_base_url": _changed("sources.action.base_url", "the host alone", host),
    "scraping.sbr_base_url": _changed("sources.sbr.base_url", "the host alone", host),
    "api.action_network_api_key": _dropped("its pages need no key"),
    "api.odds_api_key": _dropped(NO_SOURCE),
    "api.odds_api_base_url": _dropped(NO_SOURCE),
    "api.request_timeout": _moved("scraping.request_timeout", note="seconds"),
    "api.max_retries": _moved("scraping.retries"),
    "api.retry_delay": _moved("scraping.retry_delay", note="seconds"),
    "api.rate_limit_requests": _part(RATE, "requests", PACE),
    "api.rate_limit_window": _part(RATE, "window", PACE),
    "scraping.delay_between_requests": _changed(
        "sources.sbr.requests_per_second",
        "seconds between requests, now requests a second",
        per_second,
    ),
    "scraping.default_user_agent": _moved("scraping.user_agent"),
    "scraping.page_load_timeout": _dropped("no browser is driven"),
    "scraping.enable_stealth": _dropped("requests say who asks"),
    "collection.circuit_breaker.failure_threshold": _moved("scraping.breaker_failures"),
    "collection.circuit_breaker.timeout_duration_seconds": _moved("scraping.breaker_pause"),
    # Logging.
    "logging.level": _moved("logging.level", upper),
    "logging.log_level": _moved("logging.level", upper),
    "monitoring.log_level": _moved("logging.level", upper),
    "logging.log_format": _moved("logging.format"),
    "logging.structured": _changed("logging.format", "true is json, false text", text_or_json),
    "logging.log_file": _moved("logging.file"),
    "logging.log_file_path": _moved("logging.file"),
    "logging.max_log_file_size_mb": _changed("logging.max_size", "megabytes, now bytes", in_bytes),
    "logging.max_file_size": _moved("logging.max_size", note="bytes"),
    "logging.max_backup_files": _moved("logging.backup_count"),
    "logging.backup_count": _moved("logging.backup_count"),
    "logging.log_sql_operations": _dropped("logging.levels.database is DEBUG for every statement"),
    "logging.log_performance": _moved("features.timing"),
    "logging.enable_performance_logging": _moved("features.timing"),
    "logging.performance_threshold_ms": _moved("logging.slow_ms", note="milliseconds"),
    # Betting.
    "betting.max_juice_threshold": _moved("betting.max_juice", note="an American price"),
    "betting.enable_juice_filter": _moved("betting.juice_filter"),
    "betting.max_daily_recommendations": _changed(
        "betting.max_daily", "counts bets that are placed, of a day (US Eastern)"
    ),
    "betting.min_confidence_threshold": _dropped(RULES_OF_DETECTORS),
    "betting.min_sample_size": _dropped(RULES_OF_DETECTORS),
    "betting.break_even_win_rate": _dropped(BREAK_EVEN),
    "betting.sharp_threshold_percentage": _dropped(RULES_OF_DETECTORS),
    "betting.sharp_minimum_stake": _dropped(
        "was a difference of stake shares in points; betting.minimum_stake is money"
    ),
    # Notifications, as apprise names whom to tell.
    "notifications.email_from_address": _part("notifications.urls", "from", ADDRESSES),
    "notifications.email_app_password": _part("notifications.urls", "password", ADDRESSES),
    "notifications.email_to_addresses": _part("notifications.urls", "to", ADDRESSES),
    "notifications.slack_webhook_url": _part("notifications.urls", "slack", ADDRESSES),
    "notifications.max_alerts_per_hour": _moved("notifications.max_per_hour"),
    "notifications.alert_retention_days": _moved("notifications.retention_days"),
    "notifications.email_enabled": _dropped("on where its URL is given"),
    "notifications.slack_enabled": _dropped("on where its URL is given"),
    "notifications.slack.config.webhook_url": _part("notifications.urls", "slack", ADDRESSES),
    "alerts.retention_days": _moved("notifications.retention_days"),
    # Pipeline, monitoring, features.
    "pipeline.max_concurrent_batches": _changed(
        "pipeline.concurrency", "requests that wait for an answer at once"
    ),
    "pipeline.quality_threshold": _dropped("nothing is promoted: `mlbcore quality` judges records"),
    "pipeline.validation_enabled": _dropped("always on: what cannot be true is refused"),
    "monitoring.enable_prometheus": _dropped("/metrics is always on in `mlbcore serve`"),
    "monitoring.prometheus_port": _moved("monitoring.port"),
    "monitoring.health_check_port": _dropped("/healthz is on the port of /metrics"),
    "features.enable_sportsbookreview": _moved("sources.sbr.enabled"),
    "features.enable_action_network": _moved("sources.action.enabled"),
    "features.enable_mlb_stats_api": _moved("sources.mlb.enabled"),
    "features.enable_sharp_detection": _changed("features.signals", "all signals, or none"),
    "features.enable_line_movement_analysis": _moved("features.movement"),
    "features.enable_consensus_analysis": _moved("features.consensus"),
    "features.enable_caching": _changed("features.caching", "the pages and figures of serve"),
    "features.enable_performance_monitoring": _moved("features.timing"),
    # The file of backtests.
    "backtesting.performance_thresholds.break_even_win_rate": _dropped(BREAK_EVEN),
    "backtesting.statistical_validation.min_sample_size_analysis": _dropped(RULES_OF_DETECTORS),
    "backtesting.risk_controls.max_daily_recommendations": _changed(
        "betting.max_daily", "counts bets that are placed, of a day (US Eastern)"
    ),
}

# What is known of and has no place: looked through in this order, after RULES.
PATTERNS: Mapping[str, Destination] = {
    "schemas.*": _dropped("the schema is mlbcore's own"),
    "schema.*": _dropped("the schema is mlbcore's own"),
    "db_schema.*": _dropped("the schema is mlbcore's own"),
    "tables.*": _dropped("the schema is mlbcore's own"),
    "data_sources.*": _dropped("a source's name is its plugin's"),
    "api.sbd_*": _dropped(NO_SOURCE),
    "scraping.vsin_*": _dropped(NO_SOURCE),
    "vsin.*": _dropped(NO_SOURCE),
    "juice_filter.*": _dropped("the filter holds for every bet, and says what it stops"),
    "logging.components.*": _dropped("the parts are others: logging.levels has one for each"),
    "logging.production.*": _dropped(NOT_HERE),
    "logging.security.*": _dropped("secrets are masked always"),
    "logging.*": _dropped("what is logged, and where, is as [logging] says"),
    "monitoring.health_checks.*": _dropped("`mlbcore doctor` and /healthz"),
    "monitoring.thresholds.*": _dropped("alert rules have the thresholds"),
    "monitoring.*": _dropped(BUCKETS),
    "collection.circuit_breaker.*_buckets": _dropped(BUCKETS),
    "collection.circuit_breaker.*": _dropped("a breaker tries again by itself, after its pause"),
    "circuit_breaker.*": _dropped("a backtest asks nobody"),
    "pipeline.*": _dropped("there are no zones: what came in is archived, then stored"),
    "features.enable_legacy_compatibility": _dropped(NOT_HERE),
    "features.enable_unified_models": _dropped(NOT_HERE),
    "features.enable_async_processing": _dropped("threads, as pipeline.concurrency says"),
    "ml.*": _dropped(ML),
    "ml_pipeline.*": _dropped(ML),
    "mlflow.*": _dropped(ML),
    "redis.*": _dropped(REDIS),
    "backtesting.*": _dropped("a backtest is told its rules where it is run"),
    "alerts.*": _dropped("notifications are of signals and failures, not of win rates"),
    "notifications.*": _dropped("whom to tell is in notifications.urls"),
    "reporting.*": _dropped("`mlbcore report` is run by your scheduler"),
    "strategy_thresholds.*": _dropped("thresholds are those of the detectors"),
    "security.*": _dropped("`mlbcore serve` asks for a token outside loopback"),
    "dashboard.*": _dropped(NOT_HERE),
    "REDIS_*": _dropped(REDIS),
    "MLFLOW_*": _dropped(ML),
    "API_*": _dropped("`mlbcore serve` has options of its own"),
    "MODEL_*": _dropped(ML),
    "FEATURE_CACHE_*": _dropped(ML),
    "PREDICTION_*": _dropped(ML),
    "MAX_BATCH_SIZE": _dropped(ML),
    "RATE_LIMIT_*": _dropped("`mlbcore serve` has options of its own"),
    "RELOAD": _dropped(NOT_HERE),
    "JWT_*": _dropped("`mlbcore serve` asks for a token outside loopback"),
    "websocket.*": _dropped(NOT_HERE),
}


def rule_of(key: str) -> Destination | None:
    """What becomes of an old setting; None for one that nobody knows."""
    name = _name_of(key)
    if name in RULES:
        return RULES[name]
    return next((rule for pattern, rule in PATTERNS.items() if fnmatchcase(name, pattern)), None)


def is_known(key: str) -> bool:
    """Whether an old setting is known itself, not only by what its name begins with."""
    return _name_of(key) in RULES


def _name_of(key: str) -> str:
    """Its name in the files, whichever of its names it is called by."""
    name = ALIASES.get(key) or ALIASES.get(key.lower()) or key
    if key.isupper() and "__" in key:
        name = key.lower().replace("__", ".")
    return name
