"""The archive workbooks: pairing, prices, and bytes that are none."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book  # type: ignore[import-untyped]
from openpyxl import load_workbook

from mlbcore import DataError, IdentityError, Listing, Market, Payload, Phase, Refusal, Side
from mlbcore.testing.bodies import mutilated
from mlbcore_sbr.archive_ids import ArchiveIds
from mlbcore_sbr.workbook import Workbook

HEAD = ("Date", "Rot", "VH", "Team", "Pitcher", *range(1, 10), "Final", "Open", "Close")
HEAD += ("Open OU", None, "Close OU", None)
FULL = (Market.MONEYLINE, Market.RUN_LINE)
YEARS = (2010, 2011, 2012, 2013, 2014, 2015, 2016, 2019, 2020)
MISSING = {2010: 2, 2016: 2}  # rows without another, and of a game that was not played


Row = tuple[Any, ...]


def row(date: int, rot: int, side: str, team: str, **change: object) -> list[object]:
    cells: list[object] = [date, rot, side, team, "P", *[0] * 9, 3 if side == "V" else 2]
    cells += [change.get("open", -105), change.get("close", -104.0), "8½", -110, 9, 100]
    return cells


def body(*rows: list[object]) -> bytes:
    return saved([list(HEAD), *rows])


def saved(rows: Iterable[list[object]]) -> bytes:
    book, out = Book(), BytesIO()
    for cells in rows:
        book.active.append(cells)
    book.save(out)
    return out.getvalue()


def parse(content: bytes, name: str = "mlb-odds-2012.xlsx") -> list[Listing | Refusal]:
    payload = Payload(
        source="sbr-archive",
        collector="workbook",
        date=dt.date(2012, 1, 1),
        url=f"file:{name}",
        fetched_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        body=content,
    )
    return list(Workbook().parse(payload))


PAIR = (row(404, 951, "V", "LOS"), row(404, 952, "H", "SDG"))


def test_a_close_stands_at_the_end_of_its_slate_date_and_an_opener_at_no_time() -> None:
    (game,) = parse(body(*PAIR))
    assert isinstance(game, Listing)
    assert ArchiveIds().game(game)[:3] == ((dt.date(2012, 4, 4),), "LAD", "SD")
    assert {q.observed_at for q in game.quotes if q.phase is Phase.CLOSE} == {
        dt.datetime(2012, 4, 5, 4, tzinfo=dt.UTC)
    }
    openers = [q for q in game.quotes if q.phase is Phase.OPENER]
    assert {q.observed_at for q in openers} == {None}
    assert {q.line for q in openers if q.market is Market.TOTAL} == {8.5}


def test_after_a_row_without_its_other_pairing_finds_its_place_again() -> None:
    lone = row(404, 949, "V", "CIN")
    refusal, game = parse(body(lone, *PAIR))
    assert isinstance(refusal, Refusal)
    assert refusal.record == "row 2"
    assert isinstance(game, Listing)
    assert (game.away, game.home) == ("LOS", "SDG")


def test_games_of_one_day_are_numbered_by_their_rows() -> None:
    second = (row(404, 953, "V", "LOS"), row(404, 954, "H", "SDG"))
    games = [item for item in parse(body(*PAIR, *second)) if isinstance(item, Listing)]
    assert [game.game_number for game in games] == [1, 2]


def test_no_line_is_absent_and_a_price_between_whole_numbers_is_refused_with_its_row() -> None:
    away = row(404, 951, "V", "LOS", open="NL", close=-104.5)
    game, refusal = parse(body(away, PAIR[1]))
    assert isinstance(game, Listing)
    assert isinstance(refusal, Refusal)
    assert len(game.quotes) == 6
    assert refusal.record == "row 2 moneyline away close"


def test_a_favourite_that_no_game_has_before_it_begins_is_refused_with_its_other_side() -> None:
    pair = (row(504, 959, "V", "SFO", open=770), row(504, 960, "H", "CIN", open=-1235))
    game, *refusals = parse(body(*pair))
    assert isinstance(game, Listing)
    assert [q.price for q in game.quotes if q.market is Market.MONEYLINE] == [-104, -104]
    assert [r.record for r in refusals if isinstance(r, Refusal)] == [
        "row 2 moneyline away opener",
        "row 3 moneyline home opener",
    ]


def test_where_run_lines_do_not_answer_each_other_only_the_total_is_taken() -> None:
    head = [*HEAD, "Run Line", None]
    for line, markets in ((1.5, {Market.TOTAL}), (-1.5, {Market.TOTAL, *FULL})):
        game, *_ = parse(saved([head, [*PAIR[0], 1.5, -140], [*PAIR[1], line, 115]]))
        assert isinstance(game, Listing)
        assert {quote.market for quote in game.quotes} == markets


def test_a_code_that_is_not_known_is_not_guessed() -> None:
    for code in ("SD", "AZ", "NYC", ""):
        with pytest.raises(IdentityError):
            ArchiveIds().team(code)


def test_a_file_without_a_year_is_refused() -> None:
    with pytest.raises(DataError, match="year"):
        Workbook().date("odds.xlsx")


@settings(max_examples=150, deadline=None)
@given(st.binary() | mutilated(body(*PAIR)))
def test_any_bytes_give_records_or_a_data_error(content: bytes) -> None:
    with suppress(DataError):
        parse(content)


CELLS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False)
    | st.dates(dt.date(1950, 1, 1))
    | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=5)
    | st.sampled_from(["NL", "½", "x", "=1/0", 1e308, 100, -100, -99, 229, 1301])
)
PLACES = st.tuples(st.integers(0, 2), st.integers(0, len(HEAD) - 1))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(PLACES, CELLS, min_size=1, max_size=4))
def test_whatever_the_cells_hold_there_are_records_or_a_data_error(
    cells: dict[tuple[int, int], object],
) -> None:
    rows = [list(HEAD), *map(list, PAIR)]
    for (number, column), cell in cells.items():
        rows[number][column] = cell
    with suppress(DataError):
        parse(saved(rows))


def rows_of(shared: Path, year: int) -> tuple[bytes, list[Row]]:
    """A recorded workbook, and its rows that have anything in them, as openpyxl reads them."""
    content = (shared / f"data/archives/mlb-odds-{year}.xlsx").read_bytes()
    every = load_workbook(BytesIO(content), read_only=True).worksheets[0].values
    return content, [row for row in every if any(cell is not None for cell in row)]


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_every_row_of_a_recorded_workbook_is_in_one_game_or_refused(
    shared: Path, year: int
) -> None:
    content, (head, *rows) = rows_of(shared, year)
    items = parse(content, f"mlb-odds-{year}.xlsx")
    games = [item for item in items if isinstance(item, Listing)]
    assert 2 * len(games) + MISSING.get(year, 0) == len(rows)
    assert len({game.external_id for game in games}) == len(games)
    truth = {(r[0], r[1], r[3], r[head.index("Final")]) for r in rows}
    for game in games:
        day, *rots = game.external_id.split("-")[:3]
        sides = ((game.away, game.away_score), (game.home, game.home_score))
        for rot, (team, score) in zip(rots, sides, strict=True):
            assert (int(day[4:]), int(rot), team, score) in truth
        ArchiveIds().game(game)


COLUMNS = (
    ("Open", Market.MONEYLINE, Phase.OPENER),
    ("Close", Market.MONEYLINE, Phase.CLOSE),
    ("RunLine", Market.RUN_LINE, Phase.CLOSE),
    ("OpenOU", Market.TOTAL, Phase.OPENER),
    ("CloseOU", Market.TOTAL, Phase.CLOSE),
)
REFUSED = {
    2019: {
        "a favourite at -1235, beyond -900, is none before a game": 2,
        "line 98 is not in quarter runs up to 50": 2,
    },
    2020: {
        "the run lines +1.5 and +1.5 do not answer each other": 36,
        "the run lines -1.5 and -1.5 do not answer each other": 36,
    },
}


def shown(head: Row, pair: Sequence[Row]) -> Iterator[tuple[object, ...]]:
    """The prices in the cells of two rows that are a game, each with its first rotation number."""
    names = [str(name).replace(" ", "") for name in head]
    for name, market, phase in COLUMNS:
        sides = (Side.OVER, Side.UNDER) if market is Market.TOTAL else (Side.AWAY, Side.HOME)
        for row, side in zip(pair, sides, strict=True):
            if name not in names:
                continue
            line, price = row[names.index(name) :][:2]
            if market is Market.MONEYLINE:
                line, price = 0, line
            if None not in (line, price) and "NL" not in (line, price):
                runs = float(str(line).replace("½", ".5"))
                even = 100 if price == -100 else price
                yield row[0], pair[0][1], market, side, phase, even, runs


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_every_price_of_a_recorded_workbook_is_that_of_its_cell_or_refused(
    shared: Path, year: int
) -> None:
    content, (head, *rows) = rows_of(shared, year)
    items = parse(content, f"mlb-odds-{year}.xlsx")
    found: Counter[tuple[object, ...]] = Counter()
    for game in (item for item in items if isinstance(item, Listing)):
        day, rot = game.external_id.split("-")[:2]
        found.update(
            (int(day[4:]), int(rot), q.market, q.side, q.phase, q.price, float(q.line or 0))
            for q in game.quotes
        )
    played = [row for row in rows if row[head.index("Final")] != "NL"]
    pairs = [(a, b) for a, b in pairwise(played) if a[0] == b[0] and a[1] % 2 and a[1] + 1 == b[1]]
    wanted = Counter(price for two in pairs for price in shown(head, two))
    refused = Counter(
        item.reason
        for item in items
        if isinstance(item, Refusal) and re.match(r"row \d+ \w", item.record)
    )
    assert not found - wanted
    assert (wanted - found).total() == refused.total()
    assert refused == REFUSED.get(year, {})
