"""The cells of an old table: text, as a CSV file or PostgreSQL's COPY has it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from mlbcore.errors import RecordError
from mlbcore.models import EASTERN
from mlbcore.models.time import check_year

# As psql, pandas and spreadsheets write an absent value.
ABSENT = frozenset({"", "\\n", "null", "none", "nan", "nat", "<na>"})
NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,9})?")


def said(cell: str | None) -> str | None:
    """The cell without spaces around it; None where there is nothing."""
    stripped = (cell or "").strip()
    return None if stripped.lower() in ABSENT else stripped


def decimal(cell: str | None) -> Decimal | None:
    """A number; None where there is nothing. Raises RecordError for anything else."""
    written = said(cell)
    if written is None:
        return None
    if NUMBER.fullmatch(written) is None:
        raise RecordError(f"{written!r} is not a number")
    return Decimal(written)


def counted(cell: str | None) -> int | None:
    """A whole number, also where it is written 12.0. Raises RecordError for anything else."""
    found = decimal(cell)
    if found is None:
        return None
    if found != int(found):
        raise RecordError(f"{found} is not a whole number")
    return int(found)


def measure(cell: str | None) -> Decimal | None:
    """A price or a line: a zero stands for nothing, as the old tables were filled."""
    return decimal(cell) or None


def reference(cell: str | None) -> str | None:
    """An id, without the .0 of a column that was once read as numbers; zero is none."""
    written = (said(cell) or "").removesuffix(".0")
    return written if written.strip("0") else None


def instant(cell: str | None) -> dt.datetime | None:
    """An instant in UTC; what has no time zone is US Eastern. Raises RecordError."""
    written = said(cell)
    if written is None:
        return None
    try:
        found = dt.datetime.fromisoformat(written)
        instant = (found if found.tzinfo else found.replace(tzinfo=EASTERN)).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise RecordError(f"{written!r} is not an instant") from error
    check_year(instant)
    return instant


def date_of(cell: str | None) -> dt.date | None:
    """A date, also where it is written with a time of midnight. Raises RecordError."""
    written = said(cell)
    if written is None:
        return None
    try:
        return dt.date.fromisoformat(written.removesuffix("00:00:00").strip(" T"))
    except ValueError as error:
        raise RecordError(f"{written!r} is not a date") from error
