"""What a doctor says of one thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from attrs import frozen

from mlbcore.errors import ExitCode, MlbcoreError


@frozen(kw_only=True)
class Check:
    """``found`` is what is there, ``advice`` what to do; a problem's ``exit_code`` says of what."""

    name: str
    state: Literal["ok", "warning", "problem"] = "ok"
    found: str
    advice: str = ""
    exit_code: ExitCode = ExitCode.DONE


def worst_code(checks: Iterable[Check]) -> ExitCode:
    """That of what comes first: wrong settings, then the database, then the sources."""
    problems = (check.exit_code for check in checks if check.state == "problem")
    return max(problems, default=ExitCode.DONE)


def problem(name: str, error: MlbcoreError, advice: str) -> Check:
    """What an error says, as a row."""
    code = error.exit_code
    return Check(name=name, state="problem", found=str(error), advice=advice, exit_code=code)
