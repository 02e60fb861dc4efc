"""Finds and loads plugins, one entry point at a time; a broken one stops nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

import pluggy
from attrs import evolve, frozen

from mlbcore import hookspecs
from mlbcore.collecting import Collector, IdMapper
from mlbcore.errors import PluginError

GROUP = "mlbcore"


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
    """What was found, in order of name: working collectors and mappers, and every plugin."""

    found: tuple[Plugin, ...]
    collectors: tuple[Collector, ...]
    mappers: dict[str, IdMapper]

    @property
    def broken(self) -> tuple[Plugin, ...]:
        return tuple(plugin for plugin in self.found if plugin.error)


def discover(wanted: frozenset[str] | None = None) -> Plugins:
    """Load the installed plugins, only those named in ``wanted`` when it is given."""
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return _Loading().finish(point for point in points if wanted is None or point.name in wanted)


class _Loading:
    def __init__(self) -> None:
        self.manager = pluggy.PluginManager(GROUP)
        self.manager.add_hookspecs(hookspecs)
        self.collectors: dict[tuple[str, str], Collector] = {}
        self.mappers: dict[str, IdMapper] = {}

    def finish(self, points: Iterable[EntryPoint]) -> Plugins:
        found = tuple(self.attempt(point) for point in points)
        collectors = tuple(self.collectors[key] for key in sorted(self.collectors))
        return Plugins(found=found, collectors=collectors, mappers=self.mappers)

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
            return evolve(plugin, error=f"{type(error).__name__}: {error}")

    def admit(self, point: EntryPoint) -> tuple[str, ...]:
        module = point.load()
        self.manager.register(module, point.name)
        try:
            self.manager.check_pending()
            hooks = tuple(
                sorted(caller.name for caller in self.manager.get_hookcallers(module) or ())
            )
            self.keep(
                self.ask(module, "mlbcore_collectors"), self.ask(module, "mlbcore_id_mappers")
            )
        except BaseException:
            self.manager.unregister(module)
            raise
        return hooks

    def ask(self, module: object, hook: str) -> list[object]:
        others = [plugin for plugin in self.manager.get_plugins() if plugin is not module]
        answers = self.manager.subset_hook_caller(hook, others)()
        return [item for answer in answers for item in answer]

    def keep(self, collectors: list[object], mappers: list[object]) -> None:
        """Take what a plugin returned, all of it or nothing."""
        ours = {(c.source, c.name): c for c in map(_collector, collectors)}
        names = {m.source: m for m in map(_mapper, mappers)}
        taken = [f"{source}/{name}" for source, name in ours.keys() & self.collectors.keys()]
        taken += names.keys() & self.mappers.keys()
        if taken:
            raise PluginError(f"another plugin already provides {', '.join(sorted(taken))}")
        self.collectors |= ours
        self.mappers |= names


def _collector(item: object) -> Collector:
    if not isinstance(item, Collector):
        raise PluginError(f"{item!r} is not a Collector")
    return item


def _mapper(item: object) -> IdMapper:
    if not isinstance(item, IdMapper):
        raise PluginError(f"{item!r} is not an IdMapper")
    return item
