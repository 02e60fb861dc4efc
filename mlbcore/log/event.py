"""What an event is: a named record that becomes a line of the log."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from attrs import fields_dict, frozen
from loguru import logger

from mlbcore.log.state import FAST, STATE, VERY_SLOW, hears

CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@frozen
class Event:
    """Its fields are those of the line, flat; docs/logging.md has each, and a test compares."""

    component: ClassVar[str]
    rank: ClassVar[str] = "INFO"

    @property
    def level(self) -> str:
        return self.rank

    @property
    def said(self) -> str:
        """It in a few words, for people."""
        raise NotImplementedError

    def facts(self) -> Mapping[str, object]:
        """What it says of itself, by field."""
        return {name: getattr(self, name) for name in fields_dict(type(self))}

    @classmethod
    def name(cls) -> str:
        """``unit_stored`` of UnitStored."""
        return CAPITAL.sub("_", cls.__name__).lower()


@frozen(kw_only=True)
class Timed(Event):
    """What took a time: heard by how slow it was, measured by the setting ``slow_ms``."""

    seconds: float

    @property
    def speed(self) -> str:
        """``normal`` up to the setting, ``fast`` up to a tenth, ``slow`` up to five times."""
        share = self.seconds / STATE.slow
        if share < 1:
            return "fast" if share < FAST else "normal"
        return "slow" if share < VERY_SLOW else "very_slow"

    @property
    def level(self) -> str:
        louder = {"slow": "INFO", "very_slow": "WARNING"} if STATE.timing else {}
        return louder.get(self.speed, "DEBUG")

    def facts(self) -> Mapping[str, object]:
        return {**super().facts(), "seconds": round(self.seconds, 6), "speed": self.speed}


def cut(text: str, longest: int) -> str:
    """The text, with dots where its end is left off."""
    return text if len(text) <= longest else f"{text[:longest]}..."


def tell(event: Event) -> None:
    """Log an event, where anybody hears it; nothing but a defect of ours raises here."""
    if hears(event.level):
        logger.bind(event=event).log(event.level, "")
