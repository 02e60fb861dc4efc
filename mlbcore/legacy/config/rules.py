"""Where each of the predecessor's settings goes, what it means there, and what has no place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from attrs import evolve

from mlbcore.legacy.config.destinations import (
    Destination,
    differs,
    dropped,
    level,
    moved,
    part,
)
from mlbcore.legacy.config.names import ALIASES
from mlbcore.legacy.config.values import (
    host,
    in_bytes,
    one_url,
    postgres_url,
    text_or_json,
    upper,
)

URL, RATE = "database.url", "scraping.requests_per_second"
LOG, URLS = "logging.file", "notifications.urls"
OWN = "one URL; give mlbcore a database of its own, the old tables stay where they are"
PACE = "one rate for every source, in requests a second; without it each has its own"
NO_SOURCE = "no plugin asks this source"
BREAK_EVEN = "each price has its own"
NOT_HERE = "nothing here does this"
ML = "models are not trained here"
REDIS = "needs no such server"
ZONE = "US Eastern always"
RULES_OF_DETECTORS = "the detectors have rules of their own: docs/analysis.md"
ADDRESSES = "one URL of apprise for each who is told"
SWITCH = "an address is told where its URL is given"
TRACES = "no traces are sent"
SERVE = "`mlbcore serve` has options of its own"
GUARDED = "`mlbcore serve` asks for a token outside loopback"
WHOM = "whom to tell is in notifications.urls"
BUCKETS = "the metrics have buckets of their own, and are not sampled"

RULES: Mapping[str, Destination] = {
    "environment": moved("app.environment"),
    "debug": dropped("`mlbcore --debug` before a command"),
    "app_name": dropped(NOT_HERE),
    "app_version": dropped("`mlbcore --version`"),
    "timezone": dropped(ZONE),
    "backtesting.schedule.timezone": dropped(ZONE),
    # The database.
    "database.url": differs(URL, OWN, postgres_url),
    "database.host": part(URL, "host", OWN),
    "database.port": part(URL, "port", OWN),
    "database.database": part(URL, "database", OWN),
    "database.user": part(URL, "user", OWN),
    "database.password": part(URL, "password", OWN),
    "database.min_connections": dropped("the pool opens what it needs"),
    "database.max_connections": moved("database.pool_max"),
    "database.connection_timeout": moved("database.connection_timeout", note="seconds"),
    "database.query_timeout": moved("database.query_timeout", note="seconds"),
    "database.read_replica_connection_string": differs(
        "database.replicas", "a list of URLs: standbys of mlbcore's own database", one_url
    ),
    "database.default_schema": dropped("the tables are in the first schema of the connection"),
    "database.path": dropped("DuckDB is not used"),
    "database.db_path": dropped("DuckDB is not used"),
    "database.duckdb_path": dropped("DuckDB is not used"),
    "database.backup_before_changes": dropped("`mlbcore backup`"),
    "database.store_backtest_results": dropped("always on"),
    "database.retention_days": dropped("`mlbcore db prune` when it is asked for"),
    "database.performance_schema": dropped("the schema is mlbcore's own"),
    # Sources and how they are asked.
    "api.mlb_stats_base_url": differs("sources.mlb.base_url", "the host alone", host),
    "api.action_network_base_url": differs("sources.action.base_url", "the host alone", host),
    "scraping.sbr_base_url": differs("sources.sbr.base_url", "the host alone", host),
    "api.action_network_api_key": dropped("its pages need no key"),
    "api.odds_api_key": dropped(NO_SOURCE),
    "api.odds_api_base_url": dropped(NO_SOURCE),
    "api.request_timeout": moved("scraping.request_timeout", note="seconds"),
    "api.max_retries": moved("scraping.retries"),
    "api.retry_delay": moved("scraping.retry_delay", note="seconds"),
    "api.rate_limit_requests": part(RATE, "requests", PACE),
    "api.rate_limit_window": part(RATE, "window", PACE),
    "scraping.delay_between_requests": part(RATE, "pause", PACE),
    "scraping.default_user_agent": moved("scraping.user_agent"),
    "scraping.page_load_timeout": dropped("no browser is driven"),
    "scraping.enable_stealth": dropped("requests say who asks"),
    "collection.circuit_breaker.failure_threshold": moved("scraping.breaker_failures"),
    "collection.circuit_breaker.timeout_duration_seconds": moved("scraping.breaker_pause"),
    # Logging.
    "logging.level": moved("logging.level", upper),
    "logging.log_level": moved("logging.level", upper),
    "monitoring.log_level": moved("logging.level", upper),
    "logging.log_format": moved("logging.format"),
    "logging.structured": differs("logging.format", "true is json, false text", text_or_json),
    "logging.log_file": Destination(LOG, part="path"),
    "logging.log_file_path": Destination(LOG, part="path"),
    "logging.enable_file_output": part(LOG, "on", "on where a file is named"),
    "logging.max_log_file_size_mb": differs("logging.max_size", "megabytes, now bytes", in_bytes),
    "logging.max_file_size": moved("logging.max_size", note="bytes"),
    "logging.max_backup_files": moved("logging.backup_count"),
    "logging.backup_count": moved("logging.backup_count"),
    "logging.components.database": level("database"),
    "logging.components.api_client": level("http", "requests and their answers"),
    "logging.components.scraper": level("scraper"),
    "logging.components.parser": level("parser"),
    "logging.components.validator": level("validator"),
    "logging.components.analysis": level("analysis"),
    "logging.components.cli": level("cli"),
    "logging.components.rate_limiter": level("rate_limiter"),
    "logging.components.circuit_breaker": level("breaker", "hosts that are left alone"),
    "logging.log_sql_operations": dropped("logging.levels.database is DEBUG for every statement"),
    "logging.log_performance": moved("features.timing"),
    "logging.enable_performance_logging": moved("features.timing"),
    "logging.performance_threshold_ms": moved("logging.slow_ms", note="milliseconds"),
    # Betting.
    "betting.max_juice_threshold": moved("betting.max_juice", note="an American price"),
    "betting.enable_juice_filter": moved("betting.juice_filter"),
    "betting.max_daily_recommendations": differs(
        "betting.max_daily", "counts bets that are placed, of a day (US Eastern)"
    ),
    "betting.min_confidence_threshold": differs(
        "betting.min_confidence", "the score of the signals that a strong buy needs"
    ),
    "betting.min_sample_size": dropped(RULES_OF_DETECTORS),
    "betting.break_even_win_rate": dropped(BREAK_EVEN),
    "betting.sharp_threshold_percentage": moved(
        "detectors.money.divergence", note="percentage points"
    ),
    "betting.sharp_minimum_stake": dropped(
        "was a difference of stake shares in points; betting.minimum_stake is money"
    ),
    # Notifications, as apprise names whom to tell.
    "notifications.email_enabled": part(URLS, "email.on", SWITCH),
    "notifications.email_from_address": part(URLS, "email.sender", ADDRESSES),
    "notifications.email_app_password": part(URLS, "email.password", ADDRESSES),
    "notifications.email_to_addresses": part(URLS, "email.receivers", ADDRESSES),
    "notifications.slack_enabled": part(URLS, "slack.on", SWITCH),
    "notifications.slack_webhook_url": part(URLS, "slack.webhook", ADDRESSES, private=True),
    "notifications.email.enabled": part(URLS, "email.config.on", SWITCH),
    "notifications.email.config.from_email": part(URLS, "email.config.sender", ADDRESSES),
    "notifications.email.config.password": part(URLS, "email.config.password", ADDRESSES),
    "notifications.email.config.to_emails": part(URLS, "email.config.receivers", ADDRESSES),
    "notifications.slack.enabled": part(URLS, "slack.config.on", SWITCH),
    "notifications.slack.config.webhook_url": part(
        URLS, "slack.config.webhook", ADDRESSES, private=True
    ),
    "notifications.max_alerts_per_hour": moved("notifications.max_per_hour"),
    "notifications.alert_retention_days": moved("notifications.retention_days"),
    "alerts.retention_days": moved("notifications.retention_days"),
    # Pipeline, monitoring, features.
    "pipeline.max_concurrent_batches": differs(
        "pipeline.concurrency", "requests that wait for an answer at once"
    ),
    "pipeline.retry_attempts": dropped("a request has scraping.retries"),
    "pipeline.batch_timeout_seconds": dropped("a request has scraping.request_timeout"),
    "pipeline.quality_threshold": dropped("nothing is promoted: `mlbcore quality` judges records"),
    "pipeline.validation_enabled": dropped("always on: what cannot be true is refused"),
    "monitoring.enable_prometheus": dropped("/metrics is always on in `mlbcore serve`"),
    "monitoring.thresholds.disk_usage_warning_percent": moved("monitoring.disk_warning"),
    "monitoring.thresholds.disk_usage_critical_percent": moved("monitoring.disk_problem"),
    "monitoring.prometheus_port": moved("monitoring.port"),
    "monitoring.enable_opentelemetry": dropped(TRACES),
    "monitoring.otlp_endpoint": dropped(TRACES),
    "monitoring.health_check_port": dropped("/healthz is on the port of /metrics"),
    "features.enable_sportsbookreview": moved("sources.sbr.enabled"),
    "features.enable_action_network": moved("sources.action.enabled"),
    "features.enable_mlb_stats_api": moved("sources.mlb.enabled"),
    "features.enable_sharp_detection": differs("features.signals", "all signals, or none"),
    "features.enable_line_movement_analysis": moved("features.movement"),
    "features.enable_consensus_analysis": moved("features.consensus"),
    "features.enable_caching": differs("features.caching", "the pages and figures of serve"),
    "features.enable_performance_monitoring": moved("features.timing"),
    # The file of backtests.
    "backtesting.performance_thresholds.break_even_win_rate": dropped(BREAK_EVEN),
    "backtesting.statistical_validation.min_sample_size_analysis": dropped(RULES_OF_DETECTORS),
    "backtesting.risk_controls.max_daily_recommendations": differs(
        "betting.max_daily", "counts bets that are placed, of a day (US Eastern)"
    ),
}

# The key of what only a pattern knows may be that of any secret.
SECRETIVE = re.compile(r"(?i)pass|pwd|secret|token|key|auth|cred|dsn|cookie|hook|header")

# What is known of and has no place: looked through in this order, after RULES.
PATTERNS: Mapping[str, Destination] = {
    "schemas.*": dropped("the schema is mlbcore's own"),
    "schema.*": dropped("the schema is mlbcore's own"),
    "db_schema.*": dropped("the schema is mlbcore's own"),
    "tables.*": dropped("the schema is mlbcore's own"),
    "data_sources.*": dropped("a source's name is its plugin's"),
    "api.sbd_*": dropped(NO_SOURCE),
    "scraping.vsin_*": dropped(NO_SOURCE),
    "vsin.*": dropped(NO_SOURCE),
    "juice_filter.*": dropped("the filter holds for every bet, and says what it stops"),
    "logging.components.*": dropped("mlbcore has no part of this name: docs/logging.md"),
    "logging.production.*": dropped(NOT_HERE),
    "logging.security.*": dropped("secrets are masked always"),
    "logging.*": dropped("what is logged, and where, is as [logging] says"),
    "monitoring.health_checks.*": dropped("`mlbcore doctor` and /healthz"),
    "monitoring.thresholds.*": dropped("alert rules have the thresholds"),
    "monitoring.*": dropped(BUCKETS),
    "collection.circuit_breaker.*_buckets": dropped(BUCKETS),
    "collection.circuit_breaker.*": dropped("a breaker tries again by itself, after its pause"),
    "circuit_breaker.*": dropped("a backtest asks nobody"),
    "pipeline.*": dropped("there are no zones: what came in is archived, then stored"),
    "features.enable_legacy_compatibility": dropped(NOT_HERE),
    "features.enable_unified_models": dropped(NOT_HERE),
    "features.enable_async_processing": dropped("threads, as pipeline.concurrency says"),
    "ml.*": dropped(ML),
    "ml_pipeline.*": dropped(ML),
    "mlflow.*": dropped(ML),
    "redis.*": dropped(REDIS),
    "backtesting.*": dropped("a backtest is told its rules where it is run"),
    "alerts.*": dropped(
        "notifications are of signals and failures, not of win rates", private=True
    ),
    "notifications.*.severity_filter": dropped("notifications.strength is that of signals"),
    "notifications.*.config.smtp_*": dropped("the mail's domain tells its server"),
    "notifications.*.config.username": dropped(WHOM),
    "notifications.slack.config.channel": dropped("the webhook's own"),
    "notifications.*": dropped(WHOM, private=True),
    "reporting.*": dropped("`mlbcore report` is run by your scheduler"),
    "strategy_thresholds.*": dropped("those of the detectors are in [detectors], by other rules"),
    "security.allowed_ips": dropped(GUARDED),
    "security.*": dropped(GUARDED, private=True),
    "dashboard.*": dropped(NOT_HERE, private=True),
    "REDIS_*": dropped(REDIS),
    "MLFLOW_*": dropped(ML),
    "API_HOST": dropped(SERVE),
    "API_PORT": dropped(SERVE),
    "API_WORKERS": dropped(SERVE),
    "API_*": dropped(SERVE, private=True),
    "MODEL_*": dropped(ML),
    "FEATURE_CACHE_*": dropped(ML),
    "PREDICTION_*": dropped(ML),
    "MAX_BATCH_SIZE": dropped(ML),
    "RATE_LIMIT_*": dropped(SERVE),
    "RELOAD": dropped(NOT_HERE),
    "JWT_ALGORITHM": dropped(GUARDED),
    "JWT_EXPIRE_*": dropped(GUARDED),
    "JWT_*": dropped(GUARDED, private=True),
    "websocket.*": dropped(NOT_HERE, private=True),
}


def rule_of(key: str) -> Destination | None:
    """What becomes of an old setting; None for one that nobody knows."""
    name = _name_of(key)
    if name in RULES:
        return RULES[name]
    found = (rule for pattern, rule in PATTERNS.items() if fnmatchcase(name, pattern))
    rule = next(found, None)
    return evolve(rule, private=True) if rule and SECRETIVE.search(key) else rule


def _name_of(key: str) -> str:
    """Its name in the files, whichever of its names it is called by."""
    name = ALIASES.get(key) or ALIASES.get(key.lower()) or key
    if key.isupper() and "__" in key:
        name = key.lower().replace("__", ".")
    return name
