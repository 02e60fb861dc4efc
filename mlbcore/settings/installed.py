"""The plugins that are installed, and those that somebody wants and that are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points

from mlbcore.settings.faults import Fault, spelled_key, suggestion
from mlbcore.wanted import PLUGINS_VARIABLE, plugins_wanted


def installed() -> frozenset[str]:
    return frozenset(point.name for point in entry_points(group="mlbcore"))


def lacking(variables: Mapping[str, str]) -> Iterator[Fault]:
    """A fault for each plugin that MLBCORE_LOAD_PLUGINS names and that is not installed."""
    there = installed()
    for name in sorted((plugins_wanted(variables) or frozenset()) - there):
        yield Fault(
            where=PLUGINS_VARIABLE,
            key="",
            value=spelled_key(name),
            reason=f"is no plugin that is installed{suggestion(name, there)}",
        )
