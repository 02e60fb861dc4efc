"""Small files and small functions: the shape of the code bases this one learnt from."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

FILE_LIMIT = 400
FUNCTION_LIMIT = 60
MEDIAN_LIMIT = 12
FOLDERS = ("mlbcore", "plugins", "tests", "benchmarks")


def test_no_file_is_long(root: Path) -> None:
    files = [file for folder in FOLDERS for file in root.glob(f"{folder}/**/*.py")]
    lengths = {str(file.relative_to(root)): _lines(file) for file in files}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LIMIT} == {}


def test_no_function_is_long(modules: dict[str, ast.Module]) -> None:
    lengths = _function_lengths(modules)
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LIMIT} == {}


def test_half_of_the_functions_are_short(modules: dict[str, ast.Module]) -> None:
    assert median(_function_lengths(modules).values()) < MEDIAN_LIMIT


def _lines(file: Path) -> int:
    return len(file.read_text("utf-8").splitlines())


def _function_lengths(modules: dict[str, ast.Module]) -> dict[str, int]:
    return {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path, module in modules.items()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
