"""The settings there are here: whether a key is one, and whether a value fits it."""

from __future__ import annotations

from functools import cache
from typing import get_args, get_origin

from attrs import evolve, frozen

from mlbcore.legacy.config.values import UnfitError, as_amount
from mlbcore.settings.options import Option
from mlbcore.settings.schema import Schema, schema_of
from mlbcore.settings.secrets import Secret
from mlbcore.settings.values import from_text, from_toml

SPELLED = {"WARN": "WARNING", "FATAL": "CRITICAL"}
# Amounts of which the predecessor took larger or smaller ones: the nearest means much the same.
AMOUNTS = (
    "database.pool_max",
    "logging.max_size",
    "scraping.breaker_failures",
    "scraping.breaker_pause",
    "scraping.requests_per_second",
)


@frozen
class Fit:
    """A value as TOML has it; ``why`` is empty, or why it is not the one that was told."""

    value: object
    why: str = ""


def option_of(key: str) -> Option | None:
    """The setting of a key, as section.name or sources.mlb.name; None where there is none.

    What a table has, such as logging.levels.database, counts as a setting.
    """
    options = _schema().options
    table = options.get(key.rpartition(".")[0])
    if table and get_origin(table.kind) is dict:
        return evolve(table, key=key, kind=get_args(table.kind)[1])
    return options.get(key)


def defaults() -> dict[str, object]:
    """By key the value of each setting that nobody set."""
    return {key: option.default for key, option in _schema().options.items()}


def fitted(key: str, value: object) -> Fit:
    """The value, or the nearest that the setting may have. Raises UnfitError where none is near."""
    option = option_of(key)
    if option is None:  # of a source whose plugin is not installed
        raise UnfitError("there is no such setting here")
    try:
        return Fit(_read(option, value))
    except ValueError as error:
        if (spelled := SPELLED.get(str(value))) in option.among:
            return Fit(spelled, f"{value} is called {spelled} here")
        if (bound := _bound(option, value)) is not None:
            return Fit(bound, f"{as_amount(value):,.12g} {error}: the nearest is taken")
        raise UnfitError(f"it {error}") from error


def _read(option: Option, value: object) -> object:
    read = from_text(option, value) if isinstance(value, str) else from_toml(option, value)
    if read is None:
        raise UnfitError("is empty")
    return _plain(read)


def _bound(option: Option, value: object) -> int | float | None:
    """The end of its range that an amount is beyond."""
    if option.key not in AMOUNTS or option.within is None:
        return None
    lowest: int | float
    highest: int | float
    lowest, highest = option.within
    try:
        amount = as_amount(value)
    except UnfitError:
        return None
    if amount <= 0 or lowest <= amount <= highest:
        return None
    return lowest if amount < lowest else highest


@cache
def _schema() -> Schema:
    return schema_of({})


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.reveal() if isinstance(value, Secret) else value
