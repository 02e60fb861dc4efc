"""The cells of a workbook's first sheet, in bounded time and memory whatever the bytes are."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Mapping
from io import BytesIO
from shutil import copyfileobj
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from mlbcore import DataError

Cell = object
SHEETS = "xl/worksheets/"
# Unpacked, in bytes: twice the largest workbook there is, and twenty times what is beside a sheet.
MOST_BYTES, MOST_BESIDE = 8_000_000, 200_000
MOST_PARTS = 100
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
        parts = _unpacked(body)
        with warnings.catch_warnings(action="ignore"):  # of styles and extensions, of no cell
            book = load_workbook(parts, read_only=True, data_only=True, keep_links=False)
            rows = book.worksheets[0].iter_rows(
                max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True
            )
            found = list(rows)
    except UNREADABLE as error:
        raise DataError(f"the workbook cannot be read: {error!r}") from error
    if len(found) > MOST_ROWS:
        raise DataError(f"a workbook of more than {MOST_ROWS} rows")
    return found


def _unpacked(body: bytes) -> BytesIO:
    """The parts as they are, not packed: the reader unpacks a part whole, whatever it states."""
    plain = BytesIO()
    with ZipFile(BytesIO(body)) as packed, ZipFile(plain, "w") as parts:
        sizes = {name: packed.getinfo(name).file_size for name in packed.namelist()}
        _check(sizes)
        for name in sizes:
            with packed.open(name) as part, parts.open(name, "w") as copied:
                copyfileobj(part, copied)
    return plain


def _check(sizes: Mapping[str, int]) -> None:
    beside = max((size for name, size in sizes.items() if not name.startswith(SHEETS)), default=0)
    total = sum(sizes.values())
    if total > MOST_BYTES or beside > MOST_BESIDE or len(sizes) > MOST_PARTS:
        raise DataError(
            f"a workbook of {len(sizes)} parts and {total} bytes, unpacked, of which {beside} in"
            f" one beside the sheets: more than {MOST_PARTS}, {MOST_BYTES} or {MOST_BESIDE}"
        )
