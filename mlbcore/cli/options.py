"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import click

from mlbcore.collecting import Window
from mlbcore.models import EASTERN

F = TypeVar("F", bound=Callable[..., Any])
EVERYTHING = Window(first=dt.date.min, last=dt.date.max)
FORMATS = ("table", "json", "jsonl", "csv")


class IsoDate(click.ParamType[dt.date]):
    name = "YYYY-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date like 2025-07-02", param, ctx)


class Instant(click.ParamType[dt.datetime]):
    name = "INSTANT"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.datetime:
        try:
            instant = dt.datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an instant like 2025-07-02T18:00:00-04:00", param, ctx)
        if instant.utcoffset() is None:
            self.fail(f"{value!r} has no time zone, like -04:00 or Z", param, ctx)
        return instant


format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", help="How rows are shown."
)
source_option = click.option("--source", "sources", multiple=True, help="Only this source.")


def window_options(function: F) -> F:
    """Add --date, --from and --to, which ``window_of`` makes a window of."""
    for option in (
        click.option("--to", "last", type=IsoDate(), help="The last slate date."),
        click.option("--from", "first", type=IsoDate(), help="The first slate date."),
        click.option("--date", type=IsoDate(), help="One slate date (US Eastern)."),
    ):
        function = option(function)
    return function


def window_of(
    date: dt.date | None,
    first: dt.date | None,
    last: dt.date | None,
    default: Window | None = None,
    detail: bool = False,
) -> Window:
    """The window that was asked for; by default ``default``, or today in US Eastern time."""
    if date and (first or last):
        raise click.UsageError("give --date, or --from and --to, not both")
    if (first is None) != (last is None):
        raise click.UsageError("--from and --to go together")
    if first and last and last < first:
        raise click.UsageError(f"--from {first} is later than --to {last}")
    if default is not None and not (date or first):
        return default
    today = dt.datetime.now(EASTERN).date()
    return Window(first=first or date or today, last=last or date or today, detail=detail)
