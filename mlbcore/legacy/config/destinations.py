"""What may become of one of the predecessor's settings."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

from mlbcore.legacy.config.values import upper

Convert = Callable[[object], object]


def _same(value: object) -> object:
    return value


@frozen
class Destination:
    """What becomes of an old setting: its key here, or None, and why.

    With ``part`` several old settings make one: it says which of them this is. ``changed`` says
    that the same value does not mean the same here, ``private`` that its text may be a secret
    whatever the key is called.
    """

    to: str | None
    note: str = ""
    convert: Convert = field(default=_same)
    part: str = ""
    changed: bool = False
    private: bool = False

    def tells(self, value: object) -> bool:
        """Whether people may see a value of it, as far as its key is not that of a secret."""
        if isinstance(value, list):
            return all(map(self.tells, value))
        return value == "" or not isinstance(value, (str, dict) if self.private else dict)


def moved(to: str, convert: Convert = _same, note: str = "") -> Destination:
    return Destination(to, note, convert)


def differs(to: str, note: str, convert: Convert = _same) -> Destination:
    return Destination(to, note, convert, changed=True)


def part(to: str, name: str, note: str, private: bool = False) -> Destination:
    return Destination(to, note, part=name, changed=True, private=private)


def level(component: str, note: str = "") -> Destination:
    return Destination(f"logging.levels.{component}", note, upper, changed=bool(note))


def dropped(why: str, private: bool = False) -> Destination:
    return Destination(None, why, private=private)
