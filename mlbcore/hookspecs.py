"""The hooks a plugin may implement: the whole extension surface.

A plugin is a distribution with an entry point in the group ``mlbcore`` naming a module whose
functions are marked with ``@mlbcore.hookimpl``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import click

    from mlbcore.analysis.backtest.strategy import AnyStrategy
    from mlbcore.collecting import Collector, IdMapper
    from mlbcore.settings import Settings, SourceSettings

hookspec = pluggy.HookspecMarker("mlbcore")
hookimpl = pluggy.HookimplMarker("mlbcore")


@hookspec
def mlbcore_settings() -> Iterable[type[SourceSettings]]:  # type: ignore[empty-body]
    """Called when settings are read. Return a class for each source with settings of its own.

    It derives from SourceSettings and says its ``source``: ``return [ExampleSettings]``.
    """


@hookspec
def mlbcore_collectors(settings: Settings) -> Iterable[Collector]:  # type: ignore[empty-body]
    """Called when a command needs sources. Return your collectors: ``return [Schedule()]``.

    Leave ``settings`` out, or take yours: ``settings.of(ExampleSettings)``.
    """


@hookspec
def mlbcore_id_mappers() -> Iterable[IdMapper]:  # type: ignore[empty-body]
    """Called with the collectors. Return one mapper a source: ``return [MlbIds()]``."""


@hookspec
def mlbcore_migrations() -> Path:  # type: ignore[empty-body]
    """Called when the schema is read. Return a folder of ``0001_words.sql`` files of your own.

    They are applied under the name of your entry point, after what they name in a line
    ``-- depends: core/0001_schema``: ``return Path(__file__).parent / "migrations"``.
    """


@hookspec
def mlbcore_commands(cli: click.Group) -> None:
    """Called for help, and for a command the core has not: ``cli.add_command(mine)``."""


@hookspec
def mlbcore_strategies() -> Iterable[AnyStrategy]:  # type: ignore[empty-body]
    """Called for ``backtest``. Return your strategies: ``return [Strategy(name="mine", ...)]``."""
