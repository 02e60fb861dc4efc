"""The one cattrs converter: records to plain data and back, strictly.

Nothing is coerced: a text is no number, 1.9 is no integer, and a missing key is an error. Dates
and instants are ISO 8601; decimals are text, so that no digit is lost.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from attrs import AttrsInstance, fields, has
from cattrs import BaseValidationError, Converter, transform_error
from cattrs.gen import make_dict_unstructure_fn

from mlbcore.errors import RecordError
from mlbcore.settings import DetectorRules

T = TypeVar("T")
EXACT = (bool, int, str)


def unstructure(record: object) -> Any:
    """Plain data: dicts, lists, text, numbers, booleans and None."""
    return CONVERTER.unstructure(record)


def structure(data: object, cls: type[T]) -> T:
    """A record from plain data. Raises RecordError naming each fault and where it stands."""
    try:
        return CONVERTER.structure(data, cls)
    except (BaseValidationError, ValueError, TypeError, KeyError) as error:
        raise RecordError(f"{cls.__name__}: {'; '.join(transform_error(error))}") from error


def _exactly(value: object, cls: type[T]) -> T:
    if type(value) is not cls:
        raise TypeError(f"{value!r} is not {cls.__name__}")
    return value


def _float(value: object, _: type[float]) -> float:
    if type(value) not in (int, float):
        raise TypeError(f"{value!r} is not a number")
    return float(value)  # type: ignore[arg-type]


def _date(value: object, _: type[dt.date]) -> dt.date:
    return dt.date.fromisoformat(_exactly(value, str))


def _instant(value: object, _: type[dt.datetime]) -> dt.datetime:
    instant = dt.datetime.fromisoformat(_exactly(value, str))
    if instant.utcoffset() is None:
        raise ValueError(f"{value!r} has no time zone")
    return instant


def _decimal(value: object, _: type[Decimal]) -> Decimal:
    try:
        return Decimal(_exactly(value, str))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a decimal") from error


def _tell_changes(converter: Converter, cls: type[AttrsInstance]) -> None:
    """Of a record, and those in it, only what is not the default."""
    for part in fields(cls):
        if has(type(part.default)):
            _tell_changes(converter, type(part.default))
    told = make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True)
    converter.register_unstructure_hook(cls, told)


def _strict() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for cls in EXACT:
        converter.register_structure_hook(cls, _exactly)
    # Closer than str, of which every enum of ours is a kind.
    converter.register_structure_hook(StrEnum, lambda value, cls: cls(_exactly(value, str)))
    converter.register_structure_hook(float, _float)
    converter.register_structure_hook(dt.date, _date)
    converter.register_structure_hook(dt.datetime, _instant)
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_unstructure_hook(dt.datetime, dt.datetime.isoformat)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_unstructure_hook(StrEnum, str)
    converter.register_unstructure_hook(bytes, bytes.hex)
    converter.register_structure_hook(bytes, lambda value, _: bytes.fromhex(_exactly(value, str)))
    _tell_changes(converter, DetectorRules)
    return converter


CONVERTER = _strict()
