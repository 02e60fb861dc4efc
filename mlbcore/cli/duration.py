"""Durations on the command line: 45s, 2m, 1h."""

from __future__ import annotations

import re
from typing import Any

import click

SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}
FORM = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([smh])", re.ASCII)


class Duration(click.ParamType[float]):
    """Gives seconds, above zero."""

    name = "DURATION"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, float):
            return value
        found = FORM.fullmatch(str(value))
        if found is None or not (seconds := float(found[1]) * SECONDS[found[2]]):
            self.fail(f"{value!r} is not a duration like 45s, 2m or 1h", param, ctx)
        return seconds
