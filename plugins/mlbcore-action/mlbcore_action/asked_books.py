"""Which books the scoreboard is asked for: a setting of the source."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from mlbcore import SourceSettings, means
from mlbcore_action.ids import BOOK_CODES
from mlbcore_action.standing import OPEN_BOOK

# One id of each operator: that which stands first for it.
FIRST_IDS = {code: id for id, code in reversed(BOOK_CODES.items())}


@frozen(kw_only=True)
class ActionSettings(SourceSettings):
    source: ClassVar[str] = "action"

    books: tuple[str, ...] = field(
        default=(),
        metadata=means(
            "the books that are asked for, with their openers; none named, all of them",
            among=tuple(sorted(FIRST_IDS)),
        ),
    )


def book_ids(codes: tuple[str, ...]) -> str:
    """The ids of some books as the scoreboard is asked for them; of all where none is named."""
    if not codes:
        return ",".join(FIRST_IDS.values())
    return ",".join(dict.fromkeys([OPEN_BOOK, *(FIRST_IDS[code] for code in codes)]))
