"""What importing does: each module stands alone, light parts stay light, layers hold."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

# Forgets ours before each import, so that a module that needs another imported first is found.
IMPORT_EACH_ALONE = """
import importlib, sys, traceback
failed = []
for name in sys.argv[1:]:
    for loaded in [other for other in sys.modules if other.startswith("mlbcore")]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except BaseException:
        traceback.print_exc()
        failed.append(name)
sys.exit(f"cannot be imported alone: {', '.join(failed)}" if failed else 0)
"""

SHOW_HELP = """
import sys
from mlbcore.cli import cli
cli.main([*sys.argv[1:], "--help"], standalone_mode=False)
print(*sys.modules, file=sys.stderr)
"""
HEAVY = {"cattrs", "httpx2", "loguru", "numpy", "polars", "psycopg", "rich", "typed_settings"}


@pytest.mark.slow
def test_every_module_can_be_imported_alone(modules: dict[str, ast.Module]) -> None:
    names = [_module_name(path) for path in modules if not path.endswith("__main__.py")]
    run = _python(IMPORT_EACH_ALONE, *names)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("light", ["mlbcore", "mlbcore.odds"])
def test_a_light_module_loads_neither_driver_nor_hooks_nor_http(light: str) -> None:
    run = _python(f"import {light}, sys; print(*sys.modules)")
    assert run.returncode == 0, run.stderr
    assert {"psycopg", "psycopg_pool", "pluggy", "httpx2"} & set(run.stdout.split()) == set()


def test_help_lists_the_commands_of_plugins_and_waits_for_nothing_heavy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MLBCORE_LOAD_PLUGINS", "mlb,sbr,action")
    run = _python(SHOW_HELP)
    assert run.returncode == 0, run.stderr
    loaded = set(run.stderr.split())
    assert (HEAVY | {"mlbcore.models", "mlbcore.settings"}) & loaded == set()
    assert {"mlbcore_mlb", "mlbcore_sbr", "mlbcore_action"} <= loaded


@pytest.mark.parametrize("command", ["agreement", "board", "games", "lines", "market", "signals"])
def test_the_help_of_a_command_that_shows_waits_for_nothing_heavy(command: str) -> None:
    run = _python(SHOW_HELP, command)
    assert run.returncode == 0, run.stderr
    assert HEAVY & set(run.stderr.split()) == set()


@pytest.mark.skipif(find_spec("importlinter") is None, reason="import-linter is not installed")
def test_the_layers_hold(root: Path) -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [lint, "--no-logo", "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def _module_name(path: str) -> str:
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    return ".".join(parts[2:] if parts[0] == "plugins" else parts)


def _python(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a fresh interpreter; -P keeps the checkout from hiding installed wheels."""
    command = [sys.executable, "-P", "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)
