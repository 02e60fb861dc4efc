"""Workbooks made to harm: read as rows or refused, in bounded time and memory."""

from __future__ import annotations

import struct
import tracemalloc
import zlib
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from openpyxl import Workbook as Book  # type: ignore[import-untyped]

from mlbcore import DataError
from mlbcore.testing.bodies import mutilated
from mlbcore_sbr.sheet import MOST_BESIDE, MOST_BYTES, MOST_PARTS, MOST_ROWS, first_sheet

SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


def part(body: bytes, name: str) -> bytes:
    return ZipFile(BytesIO(body)).read(name)


def changed(body: bytes, **parts: bytes) -> bytes:
    """The workbook with other content of some parts, by their paths, or with more parts."""
    out = BytesIO()
    with ZipFile(BytesIO(body)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, content in (kept | parts).items():
            new.writestr(name, content)
    return out.getvalue()


def understated(body: bytes, name: str, size: int) -> bytes:
    """The workbook with a part that states so many bytes, and their checksum, and is longer."""
    info = ZipFile(BytesIO(body)).getinfo(name)
    told = struct.pack("<LLL", info.CRC, info.compress_size, info.file_size)
    checksum = zlib.crc32(part(body, name)[:size])
    return body.replace(told, struct.pack("<LLL", checksum, info.compress_size, size))


def sheet(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def written(*cells: object) -> bytes:
    book, out = Book(), BytesIO()
    book.active.append(cells)
    book.save(out)
    return out.getvalue()


BOOK = written("Date", "Rot", "VH", "Team")
ROWS = sheet("<row/>" * (MOST_ROWS + 1))
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
LAUGHS = f'<!DOCTYPE a [<!ENTITY e0 "ha">{ENTITIES}]><a>&e8;</a>'.encode()


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({SHEET: b" " * (MOST_BYTES + 1)}, "bytes, unpacked"),
        ({STYLES: b" " * (MOST_BESIDE + 1)}, "in one beside the sheets"),
        ({f"{n}.xml": b"" for n in range(MOST_PARTS)}, f"more than {MOST_PARTS}"),
        ({SHEET: ROWS}, "more than 20000 rows"),
        ({SHEET: sheet('<row r="1048576"><c><v>1</v></c></row>')}, "more than 20000 rows"),
        ({SHEET: LAUGHS}, "amplification"),
        ({STYLES: LAUGHS}, "amplification"),
        ({SHEET: sheet(f"<row><c><v>{'9' * 5000}</v></c></row>")}, "4300 digits"),
        ({SHEET: b"<a>" * 10_000}, "no element found"),
    ],
)
def test_a_workbook_beyond_any_size_is_a_data_error(parts: dict[str, bytes], reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        first_sheet(changed(BOOK, **parts))


def test_cells_beyond_the_last_column_are_not_read() -> None:
    rows = first_sheet(
        changed(BOOK, **{SHEET: sheet("<row>" + "<c><v>1</v></c>" * 500 + "</row>")})
    )
    assert [len(row) for row in rows] == [40]


def test_a_part_longer_than_it_states_is_unpacked_no_further() -> None:
    honest = changed(BOOK, **{STYLES: b" " * 50_000_000})
    body = understated(honest, STYLES, 1000)
    tracemalloc.start()
    with pytest.raises(DataError):
        first_sheet(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


@settings(max_examples=200, deadline=None)
@given(mutilated(part(BOOK, SHEET)))
def test_whatever_the_bytes_of_a_sheet_are_there_are_rows_or_a_data_error(xml: bytes) -> None:
    with suppress(DataError):
        first_sheet(changed(BOOK, **{SHEET: xml}))


@settings(max_examples=100, deadline=None)
@given(mutilated(part(BOOK, STYLES)))
def test_whatever_the_bytes_of_the_styles_are_there_are_rows_or_a_data_error(
    xml: bytes,
) -> None:
    with suppress(DataError):
        first_sheet(changed(BOOK, **{STYLES: xml}))
