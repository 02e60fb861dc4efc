"""What may be known of a setting, and what only who uses it gets to see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from mlbcore.masking import MASK, without_credentials

LONGEST = 80
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class Secret:
    """A text that neither ``str``, ``repr`` nor an f-string shows: ``reveal`` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return MASK if self else "''"

    def __str__(self) -> str:
        return MASK if self else ""

    def __format__(self, form: str) -> str:
        return format(str(self), form)


def as_secret(text: str | Secret) -> Secret:
    return text if isinstance(text, Secret) else Secret(text)


def as_secrets(texts: Iterable[str | Secret]) -> tuple[Secret, ...]:
    return tuple(as_secret(text) for text in texts)


def secrets_in(value: object) -> Iterator[Secret]:
    """The secrets that a setting's value is, or holds."""
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from secrets_in(item)


def visible(value: object) -> object:
    """A value as rows show it, without what is secret in it."""
    if isinstance(value, dict):
        return {name: visible(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [visible(item) for item in value]
    if isinstance(value, str):
        return without_credentials(value)
    return str(value) if isinstance(value, Secret | Decimal) else value


def told(value: object) -> str:
    """A value as a message shows it: on one line, not long, and what it holds only if that is one.

    Of a table or a list only that it is one.
    """
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    text = repr(_shown(value)) if isinstance(value, str) else _spelled(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _shown(text: str) -> str:
    """What is wrong may be a URL without its scheme: then more is taken for credentials."""
    if SCHEME.match(text):
        return without_credentials(text)
    return without_credentials(f"://{text}").removeprefix("://")


def _spelled(value: object) -> str:
    """As TOML has it. Python refuses to spell a number of thousands of digits."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 4 * LONGEST:
        return "a number of many digits"
    return str(value)
