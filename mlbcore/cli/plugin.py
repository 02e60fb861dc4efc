"""``plugins``: what is installed, and what is wrong with it."""

from __future__ import annotations

import os
from typing import Any

import click

from mlbcore.cli.options import format_option
from mlbcore.cli.output import emit, say
from mlbcore.errors import ConfigurationError, PluginError
from mlbcore.plugins import Plugin, Plugins, discover
from mlbcore.settings.installed import lacking
from mlbcore.wanted import plugins_wanted

COLUMNS = ("name", "distribution", "version", "status", "hooks", "error")


@click.group("plugins")
def plugins_group() -> None:
    """What is installed, and what is wrong with it."""


@plugins_group.command("list")
@format_option
def plugins_list(form: str) -> None:
    """Every plugin with its version and hooks, or the reason why it is not used."""
    emit([plugin_row(plugin) for plugin in _wanted().found], form, COLUMNS)


@plugins_group.command("check")
def plugins_check() -> None:
    """Load every plugin; fails, naming each fault, when one cannot be used as it is."""
    plugins = _wanted()
    faults = [f"{plugin.name}: {plugin.error}" for plugin in plugins.broken]
    faults += [
        f"{collector.source}/{collector.name}: no plugin provides an IdMapper for its source"
        for collector in plugins.collectors
        if collector.source not in plugins.mappers
    ]
    if faults:
        raise PluginError("\n".join(faults))
    say(f"{len(plugins.found)} plugins, {len(plugins.collectors)} collectors: nothing wrong")


def _wanted() -> Plugins:
    """Raises ConfigurationError for one that is wanted and not installed."""
    if faults := list(lacking(os.environ)):
        raise ConfigurationError("\n".join(map(str, faults)))
    return discover(plugins_wanted())


def plugin_row(plugin: Plugin) -> dict[str, Any]:
    return {
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "status": "broken" if plugin.error else "ok",
        "hooks": list(plugin.hooks),
        "error": plugin.error,
    }
