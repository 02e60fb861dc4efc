"""A value of a setting: read from TOML, where it has a type, or from text, where it has none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, get_args, get_origin

from mlbcore.settings.faults import spelled_key
from mlbcore.settings.options import Option
from mlbcore.settings.secrets import Secret, told

TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")

T = TypeVar("T")
Readers = Mapping[type, Callable[[object], object]]


def from_toml(option: Option, value: object) -> object:
    """Raises ValueError that says why not; its text holds nothing that is secret."""
    return _taken(option, value, READERS)


def from_text(option: Option, text: str) -> object:
    """As ``from_toml``. Lists and tables are separated by semicolons; empty is none of these."""
    if option.optional and not text:
        return None
    kind = get_origin(option.kind)
    parts = [part.strip() for part in text.split(";") if part.strip()]
    value: object = text
    if kind is tuple:
        value = parts
    elif kind is dict:
        value = dict(map(_pair, parts))
    return _taken(option, value, PARSERS)


def _taken(option: Option, value: object, readers: Readers) -> object:
    """The value, read and checked: of a list or table each item, so that a wrong one is named."""
    kind = get_origin(option.kind)
    if kind is tuple:
        items = enumerate(_of(list, "a list", value), 1)
        return tuple(_item(option, f"number {number}", item, readers) for number, item in items)
    if kind is dict:
        table = _of(dict, "a table", value)
        _check_names(option, table)
        return {name: _item(option, spelled_key(name), table[name], readers) for name in table}
    read = readers[option.kind](value)
    _check(option, read)
    if read:
        _check_form(option, read)
    return read


def _item(option: Option, name: str, item: object, readers: Readers) -> object:
    kind = next(part for part in reversed(get_args(option.kind)) if part is not Ellipsis)
    try:
        read = readers[kind](item)
        _check(option, read)
        _check_form(option, read)
    except (ValueError, OverflowError) as error:
        shown = "" if option.secret else f" = {told(item)}"
        raise ValueError(f"has {name}{shown}, which {error}") from error
    return read


def _of(kind: type[T], word: str, value: object) -> T:
    # By the type itself: True is an int as well.
    if type(value) is not kind:
        raise ValueError(f"is not {word}")
    return value


def _check(option: Option, value: Any) -> None:
    if option.within:
        low, high = option.within
        if not low <= value <= high:
            raise ValueError(f"is not within {low:,} and {high:,}")
    if option.among and value not in option.among:
        raise ValueError(f"is not one of {', '.join(option.among)}")


def _check_form(option: Option, value: object) -> None:
    if option.form:
        option.form(value.reveal() if isinstance(value, Secret) else str(value))


def _check_names(option: Option, table: dict[str, object]) -> None:
    names = option.names() if option.names and table else table
    for name in table:
        if name not in names:
            raise ValueError(f"has {spelled_key(name)}, which is not one of {', '.join(names)}")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError("is not name=value, and so on, with semicolons")
    return name.strip(), value.strip()


def _whole(value: object) -> int:
    return _of(int, "a whole number", value)


def _number(value: object) -> float:
    number = float(value) if type(value) is int else _of(float, "a number", value)
    if not math.isfinite(number):
        raise ValueError("is not a finite number")
    return number


def _exact(value: object) -> Decimal:
    """The number a float of TOML prints as, not the binary one beside it."""
    if type(value) is not int:
        _number(value)
    return Decimal(str(value))


def _exact_text(value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError("is not a number") from error
    if not number.is_finite():
        raise ValueError("is not a finite number")
    return number


def _text(value: object) -> str:
    text = _of(str, "text", value)
    if not text.isprintable():
        raise ValueError("holds a character that cannot be printed")
    return text


def _secret(value: object) -> Secret:
    return Secret(_text(value))


def _truth(value: object) -> bool:
    return _of(bool, "true or false", value)


def _parsed(parse: Callable[[str], object], read: Callable[[object], T]) -> Callable[[object], T]:
    def parsed(value: object) -> T:
        try:
            return read(parse(str(value)))
        except ValueError:
            return read(value)

    return parsed


def _spoken(text: str) -> bool | str:
    word = text.strip().lower()
    return word in TRUE if word in TRUE + FALSE else text


READERS: Readers = {
    bool: _truth,
    int: _whole,
    float: _number,
    Decimal: _exact,
    str: _text,
    Secret: _secret,
}
PARSERS: Readers = {
    **READERS,
    bool: _parsed(_spoken, _truth),
    int: _parsed(int, _whole),
    float: _parsed(float, _number),
    Decimal: _exact_text,
}
