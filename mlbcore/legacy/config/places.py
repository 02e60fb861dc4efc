"""The settings there are here: whether a key is one, and whether a value fits it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from attrs import Attribute, AttrsInstance, fields, has

from mlbcore.legacy.config.values import UnfitError, as_amount, as_flag, as_text, as_texts, as_whole
from mlbcore.settings import Settings, SourceSettings

SOURCES = "sources."
FIT: Mapping[type, Callable[[object], Any]] = {
    bool: as_flag,
    int: as_whole,
    float: as_amount,
    Decimal: as_amount,
    str: as_text,
    tuple: as_texts,
}


def option_of(key: str) -> Attribute[Any] | None:
    """The setting of a key, as section.name or sources.mlb.name; None where there is none."""
    section, _, name = key.rpartition(".")
    kind = SourceSettings if section.startswith(SOURCES) else _sections().get(section)
    return None if kind is None else {one.name: one for one in fields(kind)}.get(name)


def fitted(option: Attribute[Any], value: object) -> object:
    """The value in the type of the setting. Raises UnfitError where it is none of its values."""
    found = FIT.get(type(option.default), as_amount)(value)
    low, high = option.metadata.get("within", (None, None))
    if low is not None and not low <= found <= high:
        raise UnfitError(f"not within {low} and {high}")
    choices = option.metadata.get("among", (found,))
    if found not in choices:
        raise UnfitError(f"not one of {', '.join(choices)}")
    return found


def _sections() -> dict[str, type[AttrsInstance]]:
    """The class of each section."""
    kinds = {one.name: type(one.default) for one in fields(Settings)}
    return {name: kind for name, kind in kinds.items() if has(kind)}
