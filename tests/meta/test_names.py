"""One meaning, one name: a second definition of a name is a second version of the thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

# They say nothing about what is inside, so everything ends up inside.
EMPTY_NAMES = {"utils", "helpers", "base", "manager", "service", "core", "processor"}

# Each plugin implements the same hooks; an overload is the same function again.
REPEATABLE = {"hookimpl", "overload"}


def test_no_public_name_is_defined_twice(modules: dict[str, ast.Module]) -> None:
    places = defaultdict(list)
    for path, module in modules.items():
        for name in _public_definitions(module):
            places[name].append(path)
    twice = {name: paths for name, paths in places.items() if len(paths) > 1}
    assert twice == {}


def test_every_module_is_named_after_what_it_holds(modules: dict[str, ast.Module]) -> None:
    nameless = [
        path for path in modules if EMPTY_NAMES & set(path.removesuffix(".py").split("/")[1:])
    ]
    assert nameless == []


def _public_definitions(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if (
            isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and not node.name.startswith("_")
            and not REPEATABLE & {_last_name(decorator) for decorator in node.decorator_list}
        ):
            yield node.name


def _last_name(decorator: ast.expr) -> str:
    """``hookimpl`` of ``@hookimpl``, ``@mlbcore.hookimpl`` and ``@hookimpl(tryfirst=True)``."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).rpartition(".")[2]
