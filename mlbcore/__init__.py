"""MLB betting analytics: games, prices and public money, from sources that come as plugins.

Public names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlbcore.analysis.backtest.on_offer import on_offer as on_offer
    from mlbcore.analysis.backtest.staking import Staking as Staking
    from mlbcore.analysis.backtest.strategy import PICKS as PICKS
    from mlbcore.analysis.backtest.strategy import Decision as Decision
    from mlbcore.analysis.backtest.strategy import Strategy as Strategy
    from mlbcore.analysis.columns.tape import Tape as Tape
    from mlbcore.collecting import Collector as Collector
    from mlbcore.collecting import FileCollector as FileCollector
    from mlbcore.collecting import Identity as Identity
    from mlbcore.collecting import IdMapper as IdMapper
    from mlbcore.collecting import Registry as Registry
    from mlbcore.collecting import Request as Request
    from mlbcore.collecting import Window as Window
    from mlbcore.db.opening import connect as connect
    from mlbcore.errors import DatabaseError as DatabaseError
    from mlbcore.errors import DataError as DataError
    from mlbcore.errors import IdentityError as IdentityError
    from mlbcore.errors import MlbcoreError as MlbcoreError
    from mlbcore.errors import RecordError as RecordError
    from mlbcore.hookspecs import hookimpl as hookimpl
    from mlbcore.models import *  # noqa: F403  (its __all__ is the list)
    from mlbcore.settings import Settings as Settings
    from mlbcore.settings import SourceSettings as SourceSettings
    from mlbcore.settings import means as means

__version__ = "0.1.0.dev0"

_NOT_MODELS = {
    "Collector": "mlbcore.collecting",
    "DataError": "mlbcore.errors",
    "DatabaseError": "mlbcore.errors",
    "Decision": "mlbcore.analysis.backtest.strategy",
    "FileCollector": "mlbcore.collecting",
    "IdMapper": "mlbcore.collecting",
    "Identity": "mlbcore.collecting",
    "IdentityError": "mlbcore.errors",
    "MlbcoreError": "mlbcore.errors",
    "PICKS": "mlbcore.analysis.backtest.strategy",
    "RecordError": "mlbcore.errors",
    "Registry": "mlbcore.collecting",
    "Request": "mlbcore.collecting",
    "Staking": "mlbcore.analysis.backtest.staking",
    "Strategy": "mlbcore.analysis.backtest.strategy",
    "Tape": "mlbcore.analysis.columns.tape",
    "Window": "mlbcore.collecting",
    "Settings": "mlbcore.settings",
    "SourceSettings": "mlbcore.settings",
    "connect": "mlbcore.db.opening",
    "hookimpl": "mlbcore.hookspecs",
    "means": "mlbcore.settings",
    "on_offer": "mlbcore.analysis.backtest.on_offer",
}


def __getattr__(name: str) -> object:
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_NOT_MODELS.get(name, "mlbcore.models")), name)
