"""Typed settings: a TOML file, then MLBCORE_* in the environment; flags win over both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from threading import Lock
from typing import TypeVar

import typed_settings as ts
from attrs import AttrsInstance, Factory, field, fields, frozen, has
from cattrs import Converter
from platformdirs import user_data_path
from typed_settings.converters import get_default_cattrs_converter, register_strlist_hook
from typed_settings.exceptions import TsError
from typed_settings.loaders import EnvLoader, FileLoader, InstanceLoader, Loader, TomlFormat

from mlbcore.errors import ConfigurationError

PREFIX = "MLBCORE_"
CONFIG_VARIABLE = "MLBCORE_CONFIG"
HOME_VARIABLE = "MLBCORE_HOME"

T = TypeVar("T", bound=AttrsInstance)

# The library parses the source of the classes, which Python 3.11 cannot do in two threads at once.
LOADING = Lock()


def _within(low: float | Decimal, high: float) -> dict[str, object]:
    return {"within": (low, high)}


def _among(*choices: str) -> dict[str, object]:
    return {"among": choices}


@frozen(kw_only=True)
class DatabaseSettings:
    """``url`` empty means the embedded server. Times are seconds.

    ``replicas`` are the DSNs of standbys; in the environment they are separated by semicolons.
    ``outage`` is how long a lost transaction of a run is tried again before the run gives up.
    """

    url: str = ts.secret(default="")
    replicas: tuple[str, ...] = ts.secret(default=())
    pool_max: int = field(default=4, metadata=_within(1, 100))
    max_waiting: int = field(default=64, metadata=_within(1, 10_000))
    connection_timeout: float = field(default=30.0, metadata=_within(0.1, 300))
    query_timeout: float = field(default=300.0, metadata=_within(1, 3600))
    lock_timeout: float = field(default=60.0, metadata=_within(0.1, 3600))
    idle_timeout: float = field(default=300.0, metadata=_within(1, 86_400))
    breaker_failures: int = field(default=3, metadata=_within(1, 100))
    breaker_pause: float = field(default=1.0, metadata=_within(0.01, 300))
    outage: float = field(default=60.0, metadata=_within(0, 86_400))


@frozen(kw_only=True)
class ScrapingSettings:
    """How sources are asked. ``requests_per_second`` overrides every source's own rate.

    After ``breaker_failures`` failed requests in a row a source's host is left alone for
    ``breaker_pause`` seconds.
    """

    request_timeout: float = field(default=30.0, metadata=_within(0.1, 300))
    retries: int = field(default=3, metadata=_within(0, 10))
    retry_delay: float = field(default=1.0, metadata=_within(0.01, 60))
    requests_per_second: float | None = field(default=None, metadata=_within(0.01, 1e9))
    max_bytes: int = field(default=50_000_000, metadata=_within(1_000, 1_000_000_000))
    user_agent: str = "mlbcore/0.1 (sports data research)"
    breaker_failures: int = field(default=5, metadata=_within(1, 100))
    breaker_pause: float = field(default=60.0, metadata=_within(0.01, 3600))


@frozen(kw_only=True)
class PipelineSettings:
    """``concurrency`` is how many requests may wait for an answer at once."""

    concurrency: int = field(default=3, metadata=_within(1, 10))


@frozen(kw_only=True)
class BettingSettings:
    """``bankroll`` and ``minimum_stake`` are money, ``max_juice`` an American price.

    ``kelly_cap`` is a share of the bankroll, ``max_daily`` counts real bets of a day (US Eastern).
    """

    bankroll: Decimal = field(default=Decimal(1000), metadata=_within(0, 1e9))
    kelly_fraction: float = field(default=0.25, metadata=_within(0.01, 1))
    kelly_cap: float = field(default=0.05, metadata=_within(0.001, 1))
    minimum_stake: Decimal = field(default=Decimal(5), metadata=_within(Decimal("0.1"), 25))
    juice_filter: bool = True
    max_juice: int = field(default=-160, metadata=_within(-500, -100))
    max_daily: int = field(default=5, metadata=_within(1, 50))


@frozen(kw_only=True)
class NotificationSettings:
    """``urls`` are addresses as apprise has them, separated by semicolons in the environment.

    Nothing is sent from the hour ``quiet_from`` until ``quiet_to`` (US Eastern; the same twice:
    never quiet), nor more than ``max_per_hour`` messages to each. Signals of at least ``strength``
    are told. What was sent is not sent again for ``retention_days``.
    """

    urls: tuple[str, ...] = ts.secret(default=())
    strength: float = field(default=0.6, metadata=_within(0, 1))
    max_per_hour: int = field(default=10, metadata=_within(1, 100))
    quiet_from: int = field(default=0, metadata=_within(0, 23))
    quiet_to: int = field(default=0, metadata=_within(0, 23))
    retention_days: int = field(default=30, metadata=_within(1, 365))


@frozen(kw_only=True)
class LoggingSettings:
    level: str = field(
        default="WARNING", metadata=_among("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    )
    format: str = field(default="text", metadata=_among("text", "json"))


@frozen(kw_only=True)
class SourceSettings:
    """One source's section, ``[sources.mlb]`` in the file and MLBCORE_MLB_* outside it.

    ``user_agent`` replaces the one of ``[scraping]`` and the plugin's own.
    """

    enabled: bool = True
    base_url: str = ""
    requests_per_second: float = field(default=1.0, metadata=_within(0.01, 1e9))
    user_agent: str = ""


@frozen(kw_only=True)
class Settings:
    database: DatabaseSettings = DatabaseSettings()
    scraping: ScrapingSettings = ScrapingSettings()
    pipeline: PipelineSettings = PipelineSettings()
    betting: BettingSettings = BettingSettings()
    notifications: NotificationSettings = NotificationSettings()
    logging: LoggingSettings = LoggingSettings()
    sources: dict[str, SourceSettings] = Factory(dict)

    def source(self, name: str) -> SourceSettings:
        """The settings of a source, from file and environment. Raises ConfigurationError."""
        prefix = f"{PREFIX}{name.upper().replace('-', '_')}_"
        written = self.sources.get(name, SourceSettings())
        return _load(SourceSettings, [InstanceLoader(written), EnvLoader(prefix)])


def load() -> Settings:
    """The settings in force. Raises ConfigurationError naming what is wrong."""
    file = os.environ.get(CONFIG_VARIABLE)
    files = FileLoader({"*": TomlFormat(None)}, [f"!{file}"] if file else [])
    return _load(Settings, [files, EnvLoader(PREFIX)])


def home() -> Path:
    """Where the embedded server keeps its data: MLBCORE_HOME, or the user's data folder."""
    chosen = os.environ.get(HOME_VARIABLE)
    return Path(chosen).expanduser() if chosen else user_data_path("mlbcore")


def _load(cls: type[T], loaders: list[Loader]) -> T:
    try:
        with LOADING:
            settings = ts.load_settings(cls, loaders, converter=_converter())
    except (TsError, OSError, ExceptionGroup) as error:
        raise ConfigurationError(f"{_origin()}: {_reasons(error)}") from error
    if faults := list(_faults(settings)):
        raise ConfigurationError(f"{_origin()}: {'; '.join(faults)}")
    return settings


def _converter() -> Converter:
    """As typed-settings has it, with exact decimals, and lists separated by semicolons.

    A colon, its own choice, stands in every DSN.
    """
    converter = get_default_cattrs_converter()
    register_strlist_hook(converter, fn=_parts)
    converter.register_structure_hook(Decimal, _decimal)
    return converter


def _decimal(value: object, _: type[Decimal]) -> Decimal:
    """Exact: the number a float of TOML prints as, not the binary one beside it."""
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a number") from error
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a number")
    return number


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _origin() -> str:
    file = os.environ.get(CONFIG_VARIABLE)
    return f"settings ({file} and MLBCORE_*)" if file else "settings (MLBCORE_*)"


def _reasons(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(_reasons(inner) for inner in error.exceptions)
    return str(error).strip() or type(error).__name__


def _faults(settings: AttrsInstance, path: str = "") -> Iterator[str]:
    """What is out of range. Not attrs validators: typed-settings hides which of them failed."""
    for option in fields(type(settings)):
        name, value = f"{path}{option.name}", getattr(settings, option.name)
        low, high = option.metadata.get("within", (None, None))
        if has(type(value)):
            yield from _faults(value, f"{name}.")
        elif low is not None and value is not None and not low <= value <= high:
            yield f"{name}: {value} is not within {low} and {high}"
        elif value not in option.metadata.get("among", (value,)):
            yield f"{name}: {value!r} is not one of {', '.join(option.metadata['among'])}"
