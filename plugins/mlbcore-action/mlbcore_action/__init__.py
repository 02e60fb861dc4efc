"""Action Network as a source of mlbcore: the hooks, and nothing that is slow to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlbcore import hookimpl

if TYPE_CHECKING:
    from mlbcore import Collector, IdMapper


@hookimpl
def mlbcore_collectors() -> list[Collector]:
    from mlbcore_action.history import MarketHistory
    from mlbcore_action.scoreboard import Scoreboard

    return [Scoreboard(), MarketHistory()]


@hookimpl
def mlbcore_id_mappers() -> list[IdMapper]:
    from mlbcore_action.ids import ActionIds

    return [ActionIds()]
