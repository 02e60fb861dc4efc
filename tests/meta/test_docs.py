"""The documentation: its links and names lead somewhere and its Python is Python."""

from __future__ import annotations

import doctest
import pkgutil
import re
from pathlib import Path

import pytest

LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
NAME = re.compile(r"\bmlbcore(?:\.\w+)+")
PATH = re.compile(r"(?<![\w/-])mlbcore/[a-z][\w/]*(?:\.\w+)?")
# What may be called mlbcore, of what is no module.
FILES = {"mlbcore.dump", "mlbcore.fish", "mlbcore.json", "mlbcore.toml", "mlbcore.toml.bak"}
PYTHON_BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def pages(root: Path) -> list[Path]:
    return [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("plugins/*/*.md")]


def test_every_link_of_the_docs_leads_to_a_file(pages: list[Path]) -> None:
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_module_and_class_the_docs_name_is_there(pages: list[Path]) -> None:
    named = {name for page in pages for name in NAME.findall(page.read_text("utf-8"))} - FILES
    assert "mlbcore.analysis.ledger.accounts" in named
    for name in named:
        pkgutil.resolve_name(name)


def test_every_file_of_ours_the_docs_name_is_there(root: Path, pages: list[Path]) -> None:
    named = {path for page in pages for path in PATH.findall(page.read_text("utf-8"))}
    assert named
    assert [path for path in named if not (root / path).exists()] == []


def test_every_python_block_of_the_docs_compiles(pages: list[Path]) -> None:
    for page in pages:
        for block in PYTHON_BLOCK.findall(page.read_text("utf-8")):
            compile(block, str(page), "exec")


def test_every_example_of_the_docs_answers_what_it_says(pages: list[Path]) -> None:
    results = [doctest.testfile(str(page), module_relative=False) for page in pages]
    assert sum(result.attempted for result in results) > 0
    assert [page.name for page, result in zip(pages, results, strict=True) if result.failed] == []
