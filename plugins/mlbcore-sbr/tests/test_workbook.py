"""The archive workbooks: pairing, prices, and bytes that are none."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book  # type: ignore[import-untyped]
from openpyxl import load_workbook

from mlbcore import DataError, IdentityError, Listing, Market, Payload, Phase, Refusal
from mlbcore.testing.contract import mutilated
from mlbcore_sbr.archive_ids import ArchiveIds
from mlbcore_sbr.workbook import Workbook

HEAD = ("Date", "Rot", "VH", "Team", "Pitcher", *range(1, 10), "Final", "Open", "Close")
HEAD += ("Open OU", None, "Close OU", None)
YEARS = (2010, 2011, 2012, 2013, 2014, 2015, 2016, 2019, 2020)
MISSING = {2010: 2, 2016: 2}  # rows without another, and of a game that was not played


def row(date: int, rot: int, side: str, team: str, **change: object) -> list[object]:
    cells: list[object] = [date, rot, side, team, "P", *[0] * 9, 3 if side == "V" else 2]
    cells += [change.get("open", -105), change.get("close", -104.0), "8½", -110, 9, 100]
    return cells


def body(*rows: list[object]) -> bytes:
    book, out = Book(), BytesIO()
    for cells in (list(HEAD), *rows):
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


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_every_row_of_a_recorded_workbook_is_in_one_game_or_refused(
    shared: Path, year: int
) -> None:
    content = (shared / f"data/archives/mlb-odds-{year}.xlsx").read_bytes()
    items = parse(content, f"mlb-odds-{year}.xlsx")
    games = [item for item in items if isinstance(item, Listing)]
    head, *every = load_workbook(BytesIO(content), read_only=True).worksheets[0].values
    rows = [r for r in every if any(cell is not None for cell in r)]
    assert 2 * len(games) + MISSING.get(year, 0) == len(rows)
    assert len({game.external_id for game in games}) == len(games)
    truth = {(r[0], r[1], r[3], r[head.index("Final")]) for r in rows}
    for game in games:
        day, *rots = game.external_id.split("-")[:3]
        sides = ((game.away, game.away_score), (game.home, game.home_score))
        for rot, (team, score) in zip(rots, sides, strict=True):
            assert (int(day[4:]), int(rot), team, score) in truth
        ArchiveIds().game(game)
