"""What of one game could not be taken."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from attrs import Factory, frozen

from mlbcore import Refusal
from mlbcore_action.wire import UNREADABLE

T = TypeVar("T")


@frozen
class Refusals:
    external_id: str
    noted: list[Refusal] = Factory(list)

    def note(self, record: str, reason: object) -> None:
        self.noted.append(Refusal(external_id=self.external_id, record=record, reason=str(reason)))

    def decoded(self, decoder: msgspec.json.Decoder[T], raw: msgspec.Raw, record: str) -> T | None:
        """What the bytes hold, or None and a note."""
        try:
            return decoder.decode(raw)
        except UNREADABLE as error:
            self.note(record, error)
            return None
