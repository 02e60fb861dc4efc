"""What mlbcore imports of others is what pyproject.toml asks an installer for."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

# Extras whose imports wait until somebody asks for what they are for.
EXTRAS = ("testing", "notify")


def test_the_core_imports_only_what_it_declares(root: Path, modules: dict[str, ast.Module]) -> None:
    given = packages_distributions()
    core = [module for path, module in modules.items() if path.startswith("mlbcore/")]
    foreign = {name for module in core for name in _imported(module)} - {"mlbcore"}
    asked = _declared(root)
    undeclared = {
        name
        for name in foreign - sys.stdlib_module_names
        if asked.isdisjoint(map(_normal, given.get(name, [name])))
    }
    assert foreign & {"attrs", "msgspec"} == {"attrs", "msgspec"}
    assert undeclared == set()


def _imported(module: ast.Module) -> Iterator[str]:
    """The first parts of the names that are imported anywhere in a module."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)


def _declared(root: Path) -> set[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(one for extra in EXTRAS for one in project["optional-dependencies"][extra]),
    ]
    return {_normal(re.split(r"[^\w.-]", one, maxsplit=1)[0]) for one in asked}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
