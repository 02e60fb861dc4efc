"""The exit codes are in the documentation and in the help, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlbcore.cli import cli
from mlbcore.errors import ExitCode

OF_SIGNALS = {ExitCode.INTERRUPTED, ExitCode.TERMINATED}


@pytest.mark.parametrize("page", ["README.md", "docs/errors.md"])
def test_the_exit_codes_are_those_of_the_docs(root: Path, page: str) -> None:
    table = (root / page).read_text("utf-8").partition("| exit code |")[2].partition("\n\n")[0]
    cells = re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE)
    assert [int(code) for cell in cells for code in cell.split(",")] == list(ExitCode)


def test_the_help_names_every_exit_code_but_those_of_signals() -> None:
    told = (cli.help or "").partition("Exit codes:")[2]
    assert [int(code) for code in re.findall(r"\d+", told)] == sorted(set(ExitCode) - OF_SIGNALS)
