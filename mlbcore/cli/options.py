"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from mlbcore.collecting import Window
from mlbcore.models import EASTERN

T = TypeVar("T")
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
as_of_option = click.option(
    "--as-of", type=Instant(), help="As the market stood then; default: now."
)
source_option = click.option("--source", "sources", multiple=True, help="Only this source.")


def window_options(function: Callable[..., T]) -> Callable[..., T]:
    """Add --date, --from and --to: the ``window`` they name, or None where none is given."""

    @click.option("--date", type=IsoDate(), help="One slate date (US Eastern).")
    @click.option("--from", "first", type=IsoDate(), help="The first slate date.")
    @click.option("--to", "last", type=IsoDate(), help="The last slate date.")
    @wraps(function)
    def asked(
        *args: Any,
        date: dt.date | None,
        first: dt.date | None,
        last: dt.date | None,
        **others: Any,
    ) -> T:
        return function(*args, window=_window(date, first, last), **others)

    return asked


def today() -> Window:
    """The slate of today, in US Eastern time."""
    date = dt.datetime.now(EASTERN).date()
    return Window(first=date, last=date)


def _window(date: dt.date | None, first: dt.date | None, last: dt.date | None) -> Window | None:
    if date and (first or last):
        raise click.UsageError("give --date, or --from and --to, not both")
    if date:
        return Window(first=date, last=date)
    if (first is None) != (last is None):
        raise click.UsageError("--from and --to go together")
    if first is None or last is None:
        return None
    if last < first:
        raise click.UsageError(f"--from {first} is later than --to {last}")
    return Window(first=first, last=last)
