"""The doctor: every check that can be made, whatever else is broken."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

import psycopg

from mlbcore import __version__, settings
from mlbcore.errors import ConfigurationError, PluginError
from mlbcore.ops.asked import online_checks
from mlbcore.ops.check import Check, problem
from mlbcore.ops.examined import database_checks
from mlbcore.ops.verdicts import driver_check, python_check
from mlbcore.plugins import Plugins, discover
from mlbcore.wanted import plugins_wanted


def doctor(flags: Sequence[str] = (), *, online: bool = False) -> Iterator[Check]:
    """Each check when it is made; ``flags`` are settings, and sources are asked if ``online``."""
    yield Check(name="mlbcore", found=__version__)
    yield python_check(sys.version_info[:3])
    yield driver_check(psycopg.__version__, psycopg.pq.__impl__)
    plugins = discover(plugins_wanted())
    yield from plugin_checks(plugins)
    file, classes = settings.settings_file(), plugins.settings
    reading = settings.survey(file, os.environ, classes=classes, flags=flags)
    for fault in reading.harmless:
        yield Check(name="settings", state="warning", found=str(fault), advice="mend or remove it")
    try:
        found = reading.sound()
    except ConfigurationError as error:
        advice = "mend it: until then the database and the sources cannot be checked"
        yield problem("settings", error, advice)
        return
    yield Check(name="settings", found="valid")
    yield from database_checks(found)
    if online:
        yield from online_checks(found, discover(plugins_wanted(), given=found).collectors)


def plugin_checks(plugins: Plugins) -> Iterator[Check]:
    """A row for each, and one where there is none."""
    if not plugins.found:
        found = "none: there is no source to ask"
        advice = (
            "install one: plugins/mlbcore-mlb; where MLBCORE_LOAD_PLUGINS is set, name it there"
        )
        yield Check(name="plugins", state="warning", found=found, advice=advice)
    for plugin in plugins.found:
        name, found = f"plugin {plugin.name}", f"{plugin.distribution} {plugin.version}"
        if plugin.error is None:
            yield Check(name=name, found=found)
        else:
            fault = PluginError(f"{found}: {plugin.error}")
            yield problem(name, fault, "install a version that fits this mlbcore, or uninstall it")
