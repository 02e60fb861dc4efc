"""What is wrong with a setting, as a person needs to hear it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from attrs import field, frozen

from mlbcore.masking import mask, without_credentials

BARE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
LONGEST_KEY = 100


@frozen(kw_only=True)
class Fault:
    """``where`` is a file, a variable or the flag; ``value`` is shown only where it is no secret.

    With ``harmless`` it stops nothing: it is something nobody reads.
    """

    where: str = field(converter=mask)
    key: str
    value: str
    reason: str
    harmless: bool = False

    def __str__(self) -> str:
        told = f"{self.value} {self.reason}".strip()
        return ": ".join(part for part in (self.where, self.key, told) if part)


def spelled_key(key: str) -> str:
    """A key on one line, whatever it holds."""
    text = key if BARE.fullmatch(key) else repr(without_credentials(key))
    return text if len(text) <= LONGEST_KEY else f"{text[:LONGEST_KEY]}..."


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one is most like, if any."""
    # Comparing takes the square of the length: what is so long is no misspelling.
    close = get_close_matches(name, known, n=1, cutoff=0.6) if len(name) <= LONGEST_KEY else ()
    return close[0] if close else None


def suggestion(name: str, known: Iterable[str], before: str = "") -> str:
    """The end of a reason: what was perhaps meant, if anything, after its ``before``."""
    near = nearest(name, known)
    return f"; did you mean {before}{near}?" if near else ""
