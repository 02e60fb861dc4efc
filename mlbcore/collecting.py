"""What a source plugin provides: collectors that ask and parse, and a mapper of its names.

Neither does any I/O. The core fetches, archives, parses, resolves and stores.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol, runtime_checkable

from attrs import Factory, frozen

from mlbcore.errors import IdentityError, RecordError
from mlbcore.models import Detail, Listing, Payload, Refusal, slate_date


@frozen(kw_only=True)
class Window:
    """The slate dates to ask for, both ends included; ``detail``: each game's own pages too."""

    first: dt.date
    last: dt.date
    detail: bool = False

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise RecordError(f"a window from {self.first} to {self.last}")

    def __iter__(self) -> Iterator[dt.date]:
        for day in range((self.last - self.first).days + 1):
            yield self.first + dt.timedelta(days=day)


@frozen(kw_only=True)
class Request:
    """What to ask for: ``path`` below the source's base URL, for one slate date.

    ``base_url`` is the real host; a setting of the source replaces it. ``collector`` names another
    collector of the source, which reads the answer: so a day's page leads to each game's own, which
    is asked for only with ``detail``, and where a 404 means not offered. ``expects`` is the content
    type that is due, and ``mark`` a text its body holds: what lacks either is a refusal. JSON that
    is due is known by its body, whatever type it comes as.
    """

    base_url: str
    path: str
    date: dt.date
    params: Mapping[str, str] = Factory(dict)
    headers: Mapping[str, str] = Factory(dict)
    collector: str = ""
    expects: str = ""
    mark: str = ""


Parsed = Listing | Detail | Refusal | Request


class Identity(NamedTuple):
    """Where a listed game may be met: slate dates, teams, start, number and external id.

    ``stated`` says that the source has no ids, and this one is made of date, teams and start: where
    these are corrected, it is another.
    """

    dates: tuple[dt.date, ...]
    away: str
    home: str
    start: dt.datetime | None
    game_number: int | None
    external_id: str
    stated: bool = False

    @classmethod
    def of(cls, listing: Listing, *, away: str, home: str) -> Identity:
        """Of a listed game, with its teams' codes: on the dates it is under, else on its start's.

        Raises IdentityError for a game that has neither.
        """
        dates = listing.dates or ((slate_date(listing.start),) if listing.start else ())
        if not dates:
            raise IdentityError(f"game {listing.external_id} has neither a date nor a start")
        return cls(dates, away, home, listing.start, listing.game_number, listing.external_id)


@runtime_checkable
class Collector(Protocol):
    """One kind of page of one source."""

    source: str
    name: str

    def requests(self, window: Window) -> Iterable[Request]:
        """What to ask for, one slate date a request."""
        ...

    def parse(self, payload: Payload) -> Iterable[Parsed]:
        """The records in the bytes, and requests that follow from them.

        Pure. Raises DataError for bytes that cannot be read at all; a record that cannot be taken
        is yielded as a Refusal, and the others go on.
        """
        ...


@runtime_checkable
class FileCollector(Collector, Protocol):
    """A collector of files that people have, which no request brings: ``requests`` gives none."""

    suffixes: tuple[str, ...]

    def date(self, name: str) -> dt.date:
        """The date a file's payload is of, by the file's name. Raises DataError for another."""
        ...


@runtime_checkable
class IdMapper(Protocol):
    """A source's own names for teams, books and games."""

    source: str

    def team(self, ref: str) -> str:
        """The code of a team. Raises IdentityError for a name that is not known exactly."""
        ...

    def book(self, ref: str) -> str:
        """The code of a book. Raises IdentityError for one that is not known."""
        ...

    def game(self, record: Listing) -> Identity:
        """Where the listed game may be met. Raises IdentityError."""
        ...


@runtime_checkable
class Registry(IdMapper, Protocol):
    """A mapper that can list what it knows: codes by the source's own ids and names."""

    teams: Mapping[str, str]
    books: Mapping[str, str]
