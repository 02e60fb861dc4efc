"""The settings by section: each is declared here, with its default, range and meaning, only once.

The file, the environment, ``config`` and docs/settings.md follow from these classes.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, TypeVar

from attrs import Factory, field, frozen

from mlbcore.masking import without_credentials
from mlbcore.settings import forms
from mlbcore.settings.components import components
from mlbcore.settings.options import means
from mlbcore.settings.rules import DEFAULT_RULES, DetectorRules
from mlbcore.settings.secrets import Secret, as_secret, as_secrets

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

S = TypeVar("S", bound="SourceSettings")


@frozen(kw_only=True)
class AppSettings:
    """What this installation is for: see ``mlbcore.settings.environments``."""

    environment: str = field(
        default="development",
        metadata=means(
            "what this installation is for",
            among=("development", "testing", "staging", "production"),
        ),
    )


@frozen(kw_only=True)
class DatabaseSettings:
    """``url`` empty means the embedded server. Times are seconds."""

    url: Secret = field(
        default=Secret(),
        converter=as_secret,
        metadata=means("the DSN; empty is the embedded server", form=forms.dsn),
    )
    replicas: tuple[Secret, ...] = field(
        default=(),
        converter=as_secrets,
        metadata=means("the DSNs of streaming standbys", form=forms.dsn),
    )
    pool_max: int = field(
        default=4, metadata=means("connections at most, to each server", within=(1, 100))
    )
    max_waiting: int = field(
        default=64, metadata=means("threads that may wait for one", within=(1, 10_000))
    )
    connection_timeout: float = field(
        default=30.0,
        metadata=means(
            "seconds they wait; an attempt to connect takes a third at most", within=(0.1, 300)
        ),
    )
    query_timeout: float = field(
        default=300.0, metadata=means("seconds of a statement", within=(1, 3600))
    )
    lock_timeout: float = field(
        default=60.0,
        metadata=means("seconds of a wait for a lock, other writers' included", within=(0.1, 3600)),
    )
    idle_timeout: float = field(
        default=300.0,
        metadata=means("seconds of a transaction in which nothing is done", within=(1, 86_400)),
    )
    breaker_failures: int = field(
        default=3,
        metadata=means("failed attempts to connect that open the breaker", within=(1, 100)),
    )
    breaker_pause: float = field(
        default=1.0,
        metadata=means("seconds after which one call tries again", within=(0.01, 300)),
    )
    outage: float = field(
        default=60.0,
        metadata=means(
            "seconds for which a run tries a lost transaction again", within=(0, 86_400)
        ),
    )


@frozen(kw_only=True)
class ScrapingSettings:
    """How sources are asked."""

    request_timeout: float = field(
        default=30.0, metadata=means("seconds of an attempt", within=(0.1, 300))
    )
    retries: int = field(default=3, metadata=means("attempts after the first", within=(0, 10)))
    retry_delay: float = field(
        default=1.0,
        metadata=means("seconds before the second attempt, and the jitter", within=(0.01, 60)),
    )
    requests_per_second: float | None = field(
        default=None,
        metadata=means("for all sources, in place of their own", within=(0.01, 1_000_000_000)),
    )
    max_bytes: int = field(
        default=50_000_000,
        metadata=means("of a body, unpacked", within=(1_000, 1_000_000_000)),
    )
    user_agent: str = field(
        default="mlbcore/0.1 (sports data research)",
        metadata=means("who we say we are", form=forms.header),
    )
    breaker_failures: int = field(
        default=5,
        metadata=means(
            "failed requests in a row after which a source's host is left alone", within=(1, 100)
        ),
    )
    breaker_pause: float = field(
        default=60.0, metadata=means("seconds for which it is", within=(0.01, 3600))
    )
    loopback_only: bool = field(
        default=False, metadata=means("ask only hosts of this machine, such as a replay server")
    )


@frozen(kw_only=True)
class PipelineSettings:
    concurrency: int = field(
        default=3, metadata=means("requests that may wait for an answer at once", within=(1, 10))
    )


@frozen(kw_only=True)
class BettingSettings:
    """``bankroll`` and ``minimum_stake`` are money, ``max_juice`` an American price."""

    bankroll: Decimal = field(
        default=Decimal(1000),
        metadata=means("what the paper account begins with", within=(0, 1_000_000_000)),
    )
    kelly_fraction: float = field(
        default=0.25, metadata=means("of Kelly's stake", within=(0.01, 1))
    )
    kelly_cap: float = field(
        default=0.05, metadata=means("the largest share of the bankroll", within=(0.001, 1))
    )
    minimum_stake: Decimal = field(
        default=Decimal(5), metadata=means("the smallest stake", within=(Decimal("0.1"), 25))
    )
    juice_filter: bool = field(default=True, metadata=means("whether max_juice is a limit"))
    max_juice: int = field(
        default=-160, metadata=means("the price that lays most", within=(-500, -100))
    )
    min_confidence: float = field(
        default=0.65,
        metadata=means("what the signals score for a strong buy, at least", within=(0.5, 1)),
    )
    max_daily: int = field(
        default=5,
        metadata=means("bets of real money placed in a day (US Eastern)", within=(1, 50)),
    )


@frozen(kw_only=True)
class NotificationSettings:
    """Hours are of US Eastern time; where both are the same no hour is quiet."""

    urls: tuple[Secret, ...] = field(
        default=(),
        converter=as_secrets,
        metadata=means("addresses as apprise has them", form=forms.notified),
    )
    strength: float = field(
        default=0.6, metadata=means("signals of at least so much are told", within=(0, 1))
    )
    max_per_hour: int = field(
        default=10, metadata=means("messages at most, to each address", within=(1, 100))
    )
    quiet_from: int = field(
        default=0, metadata=means("the hour from which nothing is sent", within=(0, 23))
    )
    quiet_to: int = field(
        default=0, metadata=means("the hour until which it is not", within=(0, 23))
    )
    retention_days: int = field(
        default=30,
        metadata=means("days for which what was sent is not sent again", within=(1, 365)),
    )


@frozen(kw_only=True)
class MonitoringSettings:
    """Where ``serve`` listens, what it asks of clients, and from when ``doctor`` warns."""

    host: str = field(
        default="127.0.0.1", metadata=means("the address serve listens at", form=forms.hostname)
    )
    port: int = field(
        default=8000, metadata=means("its port; 0 is any free one", within=(0, 65_535))
    )
    token: Secret = field(
        default=Secret(),
        converter=as_secret,
        metadata=means(
            "what a client must bring; without one only this machine is served", form=forms.token
        ),
    )
    metrics_age: float = field(
        default=5.0,
        metadata=means(
            "seconds for which figures of the database are given again", within=(0, 300)
        ),
    )
    page_age: float = field(
        default=60.0,
        metadata=means("seconds for which a page of an unchanged database is", within=(0, 3600)),
    )
    disk_warning: float = field(
        default=80.0, metadata=means("percent of the disk in use, to warn of", within=(1, 100))
    )
    disk_problem: float = field(
        default=90.0, metadata=means("percent of the disk in use, a problem", within=(1, 100))
    )
    stale_hours: float = field(
        default=24.0, metadata=means("hours since a source's last success", within=(0.1, 8760))
    )
    skew: float = field(
        default=5.0, metadata=means("seconds by which two clocks may differ", within=(0.1, 3600))
    )


@frozen(kw_only=True)
class LoggingSettings:
    level: str = field(
        default="WARNING", metadata=means("the least that is logged, on stderr", among=LEVELS)
    )
    format: str = field(
        default="auto",
        metadata=means(
            "lines for people, or JSON lines; auto is text where stderr is a terminal",
            among=("auto", "text", "json"),
        ),
    )
    file: str = field(
        default="", metadata=means("where JSON lines are kept as well", form=forms.appended)
    )
    max_size: int = field(
        default=10_000_000,
        metadata=means("bytes at which the file is renamed", within=(1_000_000, 100_000_000)),
    )
    backup_count: int = field(
        default=5, metadata=means("how many such files are kept", within=(1, 50))
    )
    slow_ms: int = field(
        default=1000,
        metadata=means("milliseconds from which something is slow", within=(1, 60_000)),
    )
    levels: dict[str, str] = field(
        factory=dict,
        metadata=means("the least that is logged of a component", among=LEVELS, names=components),
    )


@frozen(kw_only=True)
class FeatureSettings:
    """What can be switched off."""

    revalidation: bool = field(
        default=True,
        metadata=means("ask a source only for what changed since a page was archived"),
    )
    consensus: bool = field(
        default=True,
        metadata=means("the no-vig consensus; off, the board's is empty and market is refused"),
    )
    signals: bool = field(
        default=True,
        metadata=means(
            "off, pages and notices have none; signals, agreement and analysis are refused"
        ),
    )
    movement: bool = field(default=True, metadata=means("the command movement; off, it is refused"))
    arbitrage: bool = field(
        default=True, metadata=means("the command arbitrage; off, it is refused")
    )
    caching: bool = field(
        default=True,
        metadata=means("serve keeps pages and figures; off, each is made when it is asked for"),
    )
    timing: bool = field(
        default=True,
        metadata=means("what is slow is logged louder; off, what takes a time is all at DEBUG"),
    )


@frozen(kw_only=True)
class SourceSettings:
    """One source's section, ``[sources.mlb]`` in the file and MLBCORE_MLB_* outside it.

    A plugin that needs more derives a class, says its ``source``, and returns it from the hook
    ``mlbcore_settings``.
    """

    source: ClassVar[str] = ""

    enabled: bool = field(
        default=True, metadata=means("whether it is asked where no source is named")
    )
    base_url: str = field(
        default="",
        repr=without_credentials,
        metadata=means("in place of the real host", form=forms.http_address),
    )
    requests_per_second: float = field(
        default=1.0, metadata=means("how often it may be asked", within=(0.01, 1_000_000_000))
    )
    user_agent: str = field(
        default="",
        metadata=means("in place of that of [scraping] and the plugin's own", form=forms.header),
    )


@frozen(kw_only=True)
class Settings:
    app: AppSettings = AppSettings()
    database: DatabaseSettings = DatabaseSettings()
    scraping: ScrapingSettings = ScrapingSettings()
    pipeline: PipelineSettings = PipelineSettings()
    betting: BettingSettings = BettingSettings()
    detectors: DetectorRules = DEFAULT_RULES
    notifications: NotificationSettings = NotificationSettings()
    monitoring: MonitoringSettings = MonitoringSettings()
    logging: LoggingSettings = LoggingSettings()
    features: FeatureSettings = FeatureSettings()
    sources: dict[str, SourceSettings] = Factory(dict)

    def source(self, name: str) -> SourceSettings:
        """The settings of a source; the defaults where nobody set any."""
        return self.sources.get(name, SourceSettings())

    def of(self, cls: type[S]) -> S:
        """The settings of a source by the class that its plugin gave."""
        found = self.sources.get(cls.source)
        return found if isinstance(found, cls) else cls()
