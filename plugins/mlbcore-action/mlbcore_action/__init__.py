"""Action Network as a source of mlbcore: the hooks, and nothing that is slow to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlbcore import hookimpl

if TYPE_CHECKING:
    from mlbcore import Collector, IdMapper, Settings, SourceSettings


@hookimpl
def mlbcore_settings() -> list[type[SourceSettings]]:
    from mlbcore_action.asked_books import ActionSettings

    return [ActionSettings]


@hookimpl
def mlbcore_collectors(settings: Settings) -> list[Collector]:
    from mlbcore_action.asked_books import ActionSettings
    from mlbcore_action.history import MarketHistory
    from mlbcore_action.scoreboard import Scoreboard

    return [Scoreboard(settings.of(ActionSettings).books), MarketHistory()]


@hookimpl
def mlbcore_id_mappers() -> list[IdMapper]:
    from mlbcore_action.ids import ActionIds

    return [ActionIds()]
