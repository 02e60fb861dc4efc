"""Typed settings: a TOML file, then MLBCORE_* in the environment; flags win over both."""

from __future__ import annotations

import os
from collections.abc import Iterator
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
PLUGINS_VARIABLE = "MLBCORE_LOAD_PLUGINS"

T = TypeVar("T", bound=AttrsInstance)

# The library parses the source of the classes, which Python 3.11 cannot do in two threads at once.
LOADING = Lock()


def _within(low: float, high: float) -> dict[str, object]:
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
class LoggingSettings:
    level: str = field(
        default="WARNING", metadata=_among("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    )
    format: str = field(default="text", metadata=_among("text", "json"))


@frozen(kw_only=True)
class MonitoringSettings:
    """Where ``serve`` listens, what it asks of clients, and from when ``doctor`` warns.

    ``token`` is what a client must bring; without one nobody but this machine is served. Port 0 is
    any free one. ``metrics_age`` and ``page_age`` are how many seconds figures of the database and
    a page of an unchanged database are given again. ``disk_warning`` and ``disk_problem`` are
    percent of the disk in use, ``stale_hours`` the age of a source's last success, ``skew`` the
    seconds that two clocks may differ.
    """

    host: str = "127.0.0.1"
    port: int = field(default=8000, metadata=_within(0, 65_535))
    token: str = ts.secret(default="")
    metrics_age: float = field(default=5.0, metadata=_within(0, 300))
    page_age: float = field(default=60.0, metadata=_within(0, 3600))
    disk_warning: float = field(default=80.0, metadata=_within(1, 100))
    disk_problem: float = field(default=90.0, metadata=_within(1, 100))
    stale_hours: float = field(default=24.0, metadata=_within(0.1, 8760))
    skew: float = field(default=5.0, metadata=_within(0.1, 3600))


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
    logging: LoggingSettings = LoggingSettings()
    monitoring: MonitoringSettings = MonitoringSettings()
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


def plugins_wanted() -> frozenset[str] | None:
    """The plugins MLBCORE_LOAD_PLUGINS limits loading to; None when it is not set."""
    wanted = os.environ.get(PLUGINS_VARIABLE)
    if wanted is None:
        return None
    return frozenset(name.strip() for name in wanted.split(",") if name.strip())


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
    """As typed-settings has it, but a list in the environment is separated by semicolons.

    A colon, its own choice, stands in every DSN.
    """
    converter = get_default_cattrs_converter()
    register_strlist_hook(converter, fn=_parts)
    return converter


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
