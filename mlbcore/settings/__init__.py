"""Typed settings: defaults, a TOML file, MLBCORE_* in the environment, flags; the later wins."""

from mlbcore.settings.faults import Fault
from mlbcore.settings.file import home, is_there, obstacle, settings_file, settings_path
from mlbcore.settings.loading import Survey, load, survey
from mlbcore.settings.options import means
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
    "AppSettings",
    "BettingSettings",
    "DatabaseSettings",
    "Fault",
    "FeatureSettings",
    "LoggingSettings",
    "MonitoringSettings",
    "NotificationSettings",
    "PipelineSettings",
    "ScrapingSettings",
    "Secret",
    "Settings",
    "SourceSettings",
    "Survey",
    "home",
    "is_there",
    "load",
    "means",
    "obstacle",
    "settings_file",
    "settings_path",
    "survey",
]
