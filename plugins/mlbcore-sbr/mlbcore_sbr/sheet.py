"""The cells of a workbook's first sheet, in bounded time and memory whatever the bytes are."""

from __future__ import annotations

import zlib
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from mlbcore import DataError

Cell = object
MOST_BYTES = 32_000_000
MOST_ROWS, MOST_COLUMNS = 20_000, 40
# What the reader lets happen on bytes that are no workbook.
UNREADABLE = (
    *(BadZipFile, InvalidFileException, ParseError, zlib.error, EOFError, OSError),
    *(ArithmeticError, AttributeError, LookupError, NotImplementedError, RuntimeError),
    *(SyntaxError, TypeError, ValueError, AssertionError),
)


def first_sheet(body: bytes) -> list[tuple[Cell, ...]]:
    """The rows of the first sheet. Raises DataError for bytes that are no workbook of its size."""
    try:
        with ZipFile(BytesIO(body)) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > MOST_BYTES:
            raise DataError(f"a workbook of {size} bytes, unpacked: more than {MOST_BYTES}")
        book = load_workbook(BytesIO(body), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(
            max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True
        )
        found = list(rows)
    except UNREADABLE as error:
        raise DataError(f"the workbook cannot be read: {error!r}") from error
    if len(found) > MOST_ROWS:
        raise DataError(f"a workbook of more than {MOST_ROWS} rows")
    return found
