"""The settings there are here: whether a key is one, and whether a value fits it."""

from __future__ import annotations

from functools import cache

from mlbcore.legacy.config.values import UnfitError
from mlbcore.settings.options import Option
from mlbcore.settings.schema import Schema, schema_of
from mlbcore.settings.secrets import Secret
from mlbcore.settings.values import from_text, from_toml


def option_of(key: str) -> Option | None:
    """The setting of a key, as section.name or sources.mlb.name; None where there is none."""
    return _schema().options.get(key)


def fitted(option: Option, value: object) -> object:
    """The value as TOML has it. Raises UnfitError where it is none of the setting's."""
    try:
        read = from_text(option, value) if isinstance(value, str) else from_toml(option, value)
    except ValueError as error:
        raise UnfitError(f"it {error}") from error
    if read is None:
        raise UnfitError("it is empty")
    return _plain(read)


@cache
def _schema() -> Schema:
    return schema_of({})


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.reveal() if isinstance(value, Secret) else value
