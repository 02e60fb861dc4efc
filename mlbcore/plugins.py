"""Finds and loads plugins, one entry point at a time; a broken one stops nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pluggy
from attrs import evolve, frozen

import mlbcore.hookspecs  # by "from mlbcore" it would be looked for among the models
from mlbcore.errors import PluginError
from mlbcore.masking import mask

if TYPE_CHECKING:
    from mlbcore.analysis.backtest.strategy import AnyStrategy
    from mlbcore.collecting import Collector, IdMapper
    from mlbcore.settings import Settings, SourceSettings

GROUP = "mlbcore"
EVERY_HOOK = frozenset(name for name in vars(mlbcore.hookspecs) if name.startswith("mlbcore_"))


@frozen(kw_only=True)
class Plugin:
    """An installed plugin: its hooks when it works, and its error when it does not."""

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...] = ()
    error: str | None = None


@frozen(kw_only=True)
class Plugins:
    """What was found, in order of name: every plugin, and what the working ones provide.

    ``settings`` are the classes of their sources' settings.
    """

    found: tuple[Plugin, ...]
    settings: dict[str, type[SourceSettings]]
    collectors: tuple[Collector, ...]
    mappers: dict[str, IdMapper]
    migrations: dict[str, Path]
    commands: dict[str, click.Command]
    strategies: dict[str, AnyStrategy]

    @property
    def broken(self) -> tuple[Plugin, ...]:
        return tuple(plugin for plugin in self.found if plugin.error)


def discover(
    wanted: frozenset[str] | None = None,
    asked: frozenset[str] = EVERY_HOOK,
    given: Settings | None = None,
) -> Plugins:
    """Load the installed plugins, only those named in ``wanted`` when it is given.

    ``asked`` are the hooks that are called: who wants commands need not wait for collectors.
    ``given`` are the settings that collectors are made with.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    loading = _Loading(asked, given)
    found = [loading.attempt(p) for p in points if wanted is None or p.name in wanted]
    return Plugins(
        found=tuple(found),
        settings=loading.settings,
        collectors=tuple(loading.collectors[key] for key in sorted(loading.collectors)),
        mappers=loading.mappers,
        migrations=loading.migrations,
        commands=loading.commands,
        strategies=loading.strategies,
    )


class _Loading:
    def __init__(self, asked: frozenset[str], given: Settings | None) -> None:
        self.asked = asked
        self.given = given or (_defaults() if "mlbcore_collectors" in asked else None)
        self.settings: dict[str, type[SourceSettings]] = {}
        self.manager = pluggy.PluginManager(GROUP)
        self.manager.add_hookspecs(mlbcore.hookspecs)
        self.collectors: dict[tuple[str, str], Collector] = {}
        self.mappers: dict[str, IdMapper] = {}
        self.migrations: dict[str, Path] = {}
        self.commands: dict[str, click.Command] = {}
        self.strategies: dict[str, AnyStrategy] = {}

    def attempt(self, point: EntryPoint) -> Plugin:
        plugin = Plugin(
            name=point.name,
            distribution=point.dist.name if point.dist else "",
            version=point.dist.version if point.dist else "",
        )
        try:
            return evolve(plugin, hooks=self.admit(point))
        except Exception as error:
            # A plugin is somebody else's code: whatever it raises is listed, not fatal.
            return evolve(plugin, error=mask(f"{type(error).__name__}: {error}"))

    def admit(self, point: EntryPoint) -> tuple[str, ...]:
        module = point.load()
        with ExitStack() as undoing:
            self.manager.register(module, point.name)
            undoing.callback(self.manager.unregister, module)
            self.manager.check_pending()
            self.take(module, point.name)
            undoing.pop_all()
        return tuple(sorted(caller.name for caller in self.manager.get_hookcallers(module) or ()))

    def take(self, module: object, name: str) -> None:
        """Take what a plugin provides, all of it or nothing."""
        asked = [item for answer in self.ask(module, "mlbcore_settings") for item in answer]
        classes = {c.source: c for c in map(_settings_class, asked)}
        answers = self.ask(module, "mlbcore_collectors", settings=self.given)
        asked = [item for answer in answers for item in answer]
        collectors = {(c.source, c.name): c for c in map(_collector, asked)}
        asked = [item for answer in self.ask(module, "mlbcore_id_mappers") for item in answer]
        mappers = {m.source: m for m in map(_mapper, asked)}
        folders = [Path(folder) for folder in self.ask(module, "mlbcore_migrations")]
        group = click.Group()
        self.ask(module, "mlbcore_commands", cli=group)
        asked = [item for answer in self.ask(module, "mlbcore_strategies") for item in answer]
        strategies = {s.name: s for s in map(_strategy, asked)}
        self.refuse_taken(classes, collectors, mappers, group.commands, strategies)
        self.settings = self.section_of(name) | self.settings | classes
        self.collectors |= collectors
        self.mappers |= mappers
        if folders:
            self.migrations[name] = folders[0]
        self.commands |= group.commands
        self.strategies |= strategies

    def section_of(self, name: str) -> dict[str, type[SourceSettings]]:
        """The section that every plugin has, under its own name."""
        if "mlbcore_settings" not in self.asked:
            return {}
        from mlbcore.settings import SourceSettings  # --help does without

        return {name: SourceSettings}

    def ask(self, module: object, hook: str, **arguments: object) -> list[Any]:
        """What one plugin answers: pluggy would not say which of them it was."""
        if hook not in self.asked:
            return []
        others = [plugin for plugin in self.manager.get_plugins() if plugin is not module]
        answers: list[Any] = self.manager.subset_hook_caller(hook, others)(**arguments)
        return answers

    def refuse_taken(
        self,
        classes: Mapping[str, type[SourceSettings]],
        collectors: Mapping[tuple[str, str], Collector],
        mappers: Mapping[str, IdMapper],
        commands: Mapping[str, click.Command],
        strategies: Mapping[str, AnyStrategy],
    ) -> None:
        taken = [f"{source}/{name}" for source, name in collectors.keys() & self.collectors.keys()]
        taken += classes.keys() & self.settings.keys()
        taken += mappers.keys() & self.mappers.keys()
        taken += commands.keys() & self.commands.keys()
        taken += strategies.keys() & self.strategies.keys()
        if taken:
            raise PluginError(f"another plugin already provides {', '.join(sorted(taken))}")


def _defaults() -> Settings:
    from mlbcore.settings import Settings

    return Settings()


def _settings_class(item: object) -> type[SourceSettings]:
    from mlbcore.settings import SourceSettings
    from mlbcore.settings.options import options_of

    if not (isinstance(item, type) and issubclass(item, SourceSettings) and item.source):
        raise PluginError(f"{item!r} is no class derived from SourceSettings that says its source")
    options_of(item, item.source, "")
    return item


def _collector(item: object) -> Collector:
    from mlbcore.collecting import Collector  # and with it all models: --help does without

    if not isinstance(item, Collector):
        raise PluginError(f"{item!r} is not a Collector")
    return item


def _mapper(item: object) -> IdMapper:
    from mlbcore.collecting import IdMapper

    if not isinstance(item, IdMapper):
        raise PluginError(f"{item!r} is not an IdMapper")
    return item


def _strategy(item: object) -> AnyStrategy:
    from mlbcore.analysis.backtest.strategy import (
        Strategy,  # polars waits until there is a strategy
    )

    if not isinstance(item, Strategy):
        raise PluginError(f"{item!r} is not a Strategy")
    return item
