"""An error is swallowed only where somebody else's code, or the command line, begins."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

import pytest

BROAD = {"Exception", "BaseException"}

# One each: a plugin is loaded; its parse reads a payload; a command ends.
BOUNDARIES = ("mlbcore/plugins.py", "mlbcore/pipeline/", "mlbcore/cli/")


def test_errors_are_swallowed_only_at_the_boundaries(modules: dict[str, ast.Module]) -> None:
    places = defaultdict[str | None, list[str]](list)
    for path, module in modules.items():
        boundary = next((place for place in BOUNDARIES if path.startswith(place)), None)
        places[boundary] += [f"{path}:{line}" for line in _swallowing_lines(module)]
    assert places.pop(None, []) == []
    assert {place: lines for place, lines in places.items() if len(lines) > 1} == {}


@pytest.mark.parametrize(
    "handler",
    [
        "except: pass",
        "except Exception: pass",
        "except (OSError, BaseException) as error: raise ValueError from error",
    ],
)
def test_a_broad_handler_counts_as_swallowing(handler: str) -> None:
    assert list(_swallowing_lines(ast.parse(f"try: f()\n{handler}"))) == [2]


def test_a_broad_suppress_counts_as_swallowing() -> None:
    assert list(_swallowing_lines(ast.parse("with contextlib.suppress(Exception): f()"))) == [1]


@pytest.mark.parametrize("handler", ["except OSError: pass", "except Exception:\n g()\n raise"])
def test_a_narrow_or_raising_handler_does_not(handler: str) -> None:
    assert list(_swallowing_lines(ast.parse(f"try: f()\n{handler}"))) == []


def _swallowing_lines(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(node, ast.ExceptHandler) and not _raises_again(node):
            caught: list[ast.expr | None] = [node.type]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            caught = list(node.args)
        else:
            continue
        if any(map(_is_broad, caught)):
            yield node.lineno


def _is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(ast.unparse(name) in BROAD for name in names)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
