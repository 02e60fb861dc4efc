"""Typed settings: defaults, a TOML file, MLBCORE_* in the environment, flags; the later wins."""

from mlbcore.settings.faults import Fault
from mlbcore.settings.file import home, is_there, obstacle, settings_file, settings_path
from mlbcore.settings.loading import Survey, load, survey
from mlbcore.settings.options import means
from mlbcore.settings.rules import (
    DEFAULT_RULES,
    ArbitrageRule,
    ConsensusRule,
    DetectorRules,
    LeadRule,
    MoneyRule,
    ReverseRule,
    SteamRule,
    WeighRule,
)
from mlbcore.settings.secrets import Secret
from mlbcore.settings.sections import (
    AppSettings,
    BettingSettings,
    DatabaseSettings,
    FeatureSettings,
    LoggingSettings,
    MonitoringSettings,
    NotificationSettings,
    PipelineSettings,
    ScrapingSettings,
    Settings,
    SourceSettings,
)

__all__ = [
    "DEFAULT_RULES",
    "AppSettings",
    "ArbitrageRule",
    "BettingSettings",
    "ConsensusRule",
    "DatabaseSettings",
    "DetectorRules",
    "Fault",
    "FeatureSettings",
    "LeadRule",
    "LoggingSettings",
    "MoneyRule",
    "MonitoringSettings",
    "NotificationSettings",
    "PipelineSettings",
    "ReverseRule",
    "ScrapingSettings",
    "Secret",
    "Settings",
    "SourceSettings",
    "SteamRule",
    "Survey",
    "WeighRule",
    "home",
    "is_there",
    "load",
    "means",
    "obstacle",
    "settings_file",
    "settings_path",
    "survey",
]
