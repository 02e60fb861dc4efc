"""Plugins are found when installed, and a broken one stops nobody else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mlbcore.plugins import Plugin, Plugins, discover

Install = Callable[[str, str], None]

GOOD = """
import mlbcore

class Odds:
    source = "{source}"
    name = "odds"
    def requests(self, window): return ()
    def parse(self, payload): return ()

class Ids:
    source = "{source}"
    def team(self, ref): raise mlbcore.IdentityError(ref)
    def book(self, ref): raise mlbcore.IdentityError(ref)
    def game(self, record): raise mlbcore.IdentityError(record.external_id)

@mlbcore.hookimpl
def mlbcore_collectors(): return [Odds()]

@mlbcore.hookimpl
def mlbcore_id_mappers(): return [Ids()]
"""
MISTYPED = "import mlbcore\n@mlbcore.hookimpl\ndef mlbcore_colectors(): return []\n"
RAISES = "import mlbcore\n@mlbcore.hookimpl\ndef mlbcore_collectors(): return [1 / 0]\n"
WRONG = "import mlbcore\n@mlbcore.hookimpl\ndef mlbcore_collectors(): return ['odds']\n"
STRATEGY = """
import mlbcore
from attrs import frozen

@frozen
class Rule:
    pass

@mlbcore.hookimpl
def mlbcore_strategies():
    return [mlbcore.Strategy(
        name="{name}", category=mlbcore.StrategyCategory.VALUE_ANALYSIS, about="Nothing.",
        decisions=[mlbcore.Decision(30)], rule=Rule(),
        pick=lambda tape, rule: mlbcore.on_offer(tape).clear(),
    )]
"""
NO_STRATEGY = "import mlbcore\n@mlbcore.hookimpl\ndef mlbcore_strategies(): return ['odds']\n"
NO_LIST = "import mlbcore\n@mlbcore.hookimpl\ndef mlbcore_collectors(): return 5\n"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Lay a distribution out as an installer would, on a path of the test's own."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    def lay_out(name: str, code: str) -> None:
        module = f"mlbcore_test_{name}"
        monkeypatch.delitem(sys.modules, module, raising=False)
        (tmp_path / f"{module}.py").write_text(code)
        info = tmp_path / f"{module}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(f"[mlbcore]\n{name} = {module}\n")

    return lay_out


def only(plugins: Plugins, name: str) -> Plugin:
    return next(plugin for plugin in plugins.found if plugin.name == name)


def test_a_plugin_is_found_when_it_is_installed(install: Install) -> None:
    install("fourth", GOOD.format(source="fourth"))
    plugins = discover(frozenset({"fourth"}))
    assert only(plugins, "fourth") == Plugin(
        name="fourth",
        distribution="fourth",
        version="1.2",
        hooks=("mlbcore_collectors", "mlbcore_id_mappers"),
    )
    assert [c.source for c in plugins.collectors] == ["fourth"]
    assert set(plugins.mappers) == {"fourth"}


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import nowhere_to_be_found", "ModuleNotFoundError: No module named"),
        (MISTYPED, "unknown hook 'mlbcore_colectors'"),
        (RAISES, "ZeroDivisionError"),
        (WRONG, "'odds' is not a Collector"),
        (NO_STRATEGY, "'odds' is not a Strategy"),
        (STRATEGY.format(name="no name"), "'no name' cannot be the name of a strategy"),
        (NO_LIST, "TypeError"),
        ("def broken(:", "SyntaxError"),
        ("raise SystemError('gone')", "SystemError: gone"),
    ],
)
def test_a_broken_plugin_is_listed_and_the_others_work(
    install: Install, code: str, reason: str
) -> None:
    install("fourth", GOOD.format(source="fourth"))
    install("broken", code)
    install("a_good_one", GOOD.format(source="another"))
    plugins = discover(frozenset({"broken", "fourth", "a_good_one"}))
    assert reason in (only(plugins, "broken").error or "")
    assert [plugin.name for plugin in plugins.broken] == ["broken"]
    assert {c.source for c in plugins.collectors} == {"fourth", "another"}


def test_what_another_plugin_provides_already_is_refused_whole(install: Install) -> None:
    install("first", GOOD.format(source="same"))
    install("second", GOOD.format(source="same"))
    plugins = discover(frozenset({"first", "second"}))
    assert "already provides same" in (only(plugins, "second").error or "")
    assert len(plugins.collectors) == 1


def test_a_plugin_provides_strategies_under_names_of_its_own(install: Install) -> None:
    install("first", STRATEGY.format(name="mine"))
    install("second", STRATEGY.format(name="mine"))
    plugins = discover(frozenset({"first", "second"}))
    assert only(plugins, "first").hooks == ("mlbcore_strategies",)
    assert "already provides mine" in (only(plugins, "second").error or "")
    assert [(name, its.decisions[0].when) for name, its in plugins.strategies.items()] == [
        ("mine", "30")
    ]


def test_only_wanted_plugins_are_loaded(install: Install) -> None:
    install("fourth", GOOD.format(source="fourth"))
    install("bomb", "raise SystemError('loaded')")
    assert [plugin.name for plugin in discover(frozenset({"fourth"})).found] == ["fourth"]
    assert discover(frozenset()).found == ()
