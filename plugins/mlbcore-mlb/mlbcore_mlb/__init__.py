"""MLB Stats API as a source of mlbcore: the hooks, and nothing that is slow to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlbcore import hookimpl

if TYPE_CHECKING:
    from mlbcore import Collector, IdMapper


@hookimpl
def mlbcore_collectors() -> list[Collector]:
    from mlbcore_mlb.feed import LiveFeed
    from mlbcore_mlb.schedule import Schedule

    return [Schedule(), LiveFeed()]


@hookimpl
def mlbcore_id_mappers() -> list[IdMapper]:
    from mlbcore_mlb.ids import MlbIds

    return [MlbIds()]
