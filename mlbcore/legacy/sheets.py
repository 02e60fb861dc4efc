"""The old tables: what columns they have, as CSV, and as the bundles that are archived."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import NamedTuple

import msgspec
from attrs import frozen

from mlbcore.errors import DataError

GAMES, MONEYLINE, SPREADS, TOTALS, SPLITS = "games", "moneyline", "spreads", "totals", "splits"
PRICES = (MONEYLINE, SPREADS, TOTALS)
MOST_COLUMNS = 200

_OF_A_PRICE = ("game_id", "sportsbook")
NEEDED: Mapping[str, tuple[str, ...]] = {
    GAMES: ("id", "home_team", "away_team", "game_date", "game_datetime"),
    MONEYLINE: (*_OF_A_PRICE, "odds_timestamp", "home_ml", "away_ml"),
    SPREADS: (
        *(*_OF_A_PRICE, "odds_timestamp"),
        *("home_spread", "away_spread", "home_spread_price", "away_spread_price"),
    ),
    TOTALS: (*_OF_A_PRICE, "odds_timestamp", "total_line", "over_price", "under_price"),
    SPLITS: ("home_team", "away_team", "game_datetime", "split_type", "last_updated", "source"),
}


@frozen
class Sheet:
    """Some rows of an old table, each cell as it was written."""

    columns: list[str]
    rows: list[list[str]]


class OldRow(NamedTuple):
    """One row of an old table; ``name`` says which to a person, whatever its place was."""

    table: str
    name: str
    cells: Mapping[str, str]


Sheets = Mapping[str, Sheet]


def read_csv(table: str, name: str, body: bytes) -> Sheet:
    """The rows of a CSV file. Raises DataError for what is not that table's."""
    head, *rows = _rows(name, _text(name, body)) or [[]]
    if not head and not any(rows):
        raise DataError(f"{name} is empty")
    columns = [column.strip().lower() for column in head]
    _check(table, name, columns)
    return Sheet(columns, [row for row in rows if row])


def pack(sheets: Sheets) -> bytes:
    """The sheets as a payload: the same bytes in whatever order the rows were."""
    ordered = {table: Sheet(one.columns, sorted(one.rows)) for table, one in sheets.items()}
    return msgspec.json.encode(ordered, order="sorted")


def unpack(body: bytes) -> Sheets:
    """The sheets of a payload. Raises DataError for bytes that are none."""
    try:
        sheets = msgspec.json.decode(body, type=dict[str, Sheet])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"no tables of the predecessor: {error}") from error
    for table, sheet in sheets.items():
        _check(table, table, sheet.columns)
    return sheets


def rows_of(table: str, sheets: Sheets) -> Iterator[OldRow]:
    """The rows of one table; what a row lacks at its end is absent."""
    if table in sheets:
        columns = sheets[table].columns
        for cells in sheets[table].rows:
            named = dict(zip(columns, cells, strict=False))
            yield OldRow(table, _name(table, named), named)


def _text(name: str, body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{body[error.start]:02x}"
        raise DataError(f"{name}, line {line}: {byte} is no UTF-8; save it as UTF-8") from error


def _rows(name: str, text: str) -> list[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows, line = list[list[str]](), 1
    try:
        for row in reader:
            rows.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        at_the_end = str(error) == "unexpected end of data"
        reason = "a quote in this row is never closed" if at_the_end else error
        raise DataError(f"{name}, line {line}: {reason}") from error
    return rows


def _check(table: str, name: str, columns: list[str]) -> None:
    if table not in NEEDED:
        raise DataError(f"{name}: there is no old table {table!r}")
    if len(columns) > MOST_COLUMNS or len(set(columns)) < len(columns):
        raise DataError(f"{name}: more than {MOST_COLUMNS} columns, or two of one name")
    if missing := [column for column in NEEDED[table] if column not in columns]:
        raise DataError(f"{name} is not the table {table}: it has no {', '.join(missing)}")


def _name(table: str, cells: Mapping[str, str]) -> str:
    """By its id, or else by what tells it from the others."""
    if cells.get("id"):
        return f"{table} {cells['id']}"
    keys = ("game_id", "split_type", "source", "sportsbook", "book", "odds_timestamp")
    told = (cells.get(key, "") for key in (*keys, "last_updated"))
    return " ".join([table, *filter(None, told)])
