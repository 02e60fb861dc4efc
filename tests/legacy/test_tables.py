"""What is believed of the old tables, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from mlbcore.errors import DataError, IdentityError
from mlbcore.legacy.ids import LegacyIds
from mlbcore.legacy.reading import OldSlate, read_slate
from mlbcore.legacy.sheets import Sheet, pack, read_csv, unpack
from mlbcore.legacy.tables import bundles
from mlbcore.models import GameStatus, Listing, Market, Phase, Side

Slate = Callable[..., OldSlate]
Sheets = Callable[..., Mapping[str, Sheet]]
START = dt.datetime(2025, 7, 2, 23, 7, tzinfo=dt.UTC)
AFTER = "2025-07-03 15:00:00"
CLOSES = {"closing_home_ml": "-125", "closing_away_ml": "115"}


def only(slate: OldSlate) -> Listing:
    (game,) = slate.listings
    return game


def reasons(slate: OldSlate) -> list[str]:
    return [refusal.reason for refusal in slate.refusals]


def test_a_time_without_a_zone_is_eastern_and_one_with_a_zone_is_what_it_is(slate: Slate) -> None:
    aware = {"id": "2", "game_datetime": "2025-07-02 23:07:00+00"}
    game = only(slate(games=[{}, aware]))
    assert game.start == START
    assert game.external_id == "20250702-NYY-TOR-1907"


def test_a_game_that_stands_in_two_rows_is_one_with_what_both_tell(slate: Slate) -> None:
    bare = {"id": "2", "game_status": "scheduled", "home_score": "0", "away_score": "0"}
    told = slate(games=[bare, {"venue_name": "Rogers Centre"}])
    game = only(told)
    assert (game.status, game.away_score, game.home_score) == (GameStatus.FINAL, 9, 11)
    assert game.venue == "Rogers Centre"
    assert [row.external_id for row in told.rows] == [game.external_id] * 2


def test_a_score_of_nothing_is_none_and_one_against_its_winner_is_refused(slate: Slate) -> None:
    assert only(slate(games=[{"home_score": "0", "away_score": "0"}])).home_score is None
    swapped = slate(games=[{"winning_team": "NYY"}], moneyline=[{}])
    assert swapped.listings == ()
    assert reasons(swapped) == [
        "NYY won, and NYY 9, TOR 11 is its score",
        "there is no game 1 in the table of games",
    ]


def test_a_date_that_is_not_that_of_the_start_decides_nothing(slate: Slate) -> None:
    game = only(slate(games=[{"game_date": "2025-07-03"}]))
    with pytest.raises(IdentityError, match="game_date 2025-07-03"):
        LegacyIds().game(game)


def test_midnight_is_no_start(slate: Slate) -> None:
    told = slate(games=[{"game_datetime": "2025-07-02 00:00:00"}], moneyline=[{}])
    assert only(told).start is None
    assert reasons(told) == ["its game has no start"]


def test_prices_of_each_table_stand_at_their_side_with_their_line(slate: Slate) -> None:
    game = only(slate(moneyline=[{}], spreads=[{}], totals=[{}]))
    assert {(q.book, q.market, q.side, q.price, q.line) for q in game.quotes} == {
        ("draftkings", Market.MONEYLINE, Side.AWAY, 110, None),
        ("draftkings", Market.MONEYLINE, Side.HOME, -120, None),
        ("draftkings", Market.RUN_LINE, Side.AWAY, -165, 1.5),
        ("draftkings", Market.RUN_LINE, Side.HOME, 140, -1.5),
        ("draftkings", Market.TOTAL, Side.OVER, -110, 8.5),
        ("draftkings", Market.TOTAL, Side.UNDER, -110, 8.5),
    }
    assert {q.phase for q in game.quotes} == {Phase.PREGAME}


def test_an_opener_has_no_time_and_a_close_stands_at_the_start(slate: Slate) -> None:
    row = {"opening_home_ml": "-115", "opening_away_ml": "105", "odds_timestamp": AFTER} | CLOSES
    quotes = only(slate(moneyline=[row | {"home_ml": "", "away_ml": "0"}])).quotes
    assert {(q.phase, q.observed_at, q.price) for q in quotes} == {
        (Phase.OPENER, None, 105),
        (Phase.OPENER, None, -115),
        (Phase.CLOSE, START, 115),
        (Phase.CLOSE, START, -125),
    }


def test_what_was_read_long_after_a_game_is_its_close(slate: Slate) -> None:
    quotes = only(slate(moneyline=[{"odds_timestamp": AFTER}])).quotes
    assert {(q.phase, q.observed_at) for q in quotes} == {(Phase.CLOSE, START)}


@pytest.mark.parametrize(
    ("game", "row", "reason"),
    [
        ({}, {"odds_timestamp": "2025-07-02 21:00:00"}, "in play or the close"),
        ({"game_status": "postponed"}, {"odds_timestamp": AFTER}, "in play or the close"),
        ({}, {"odds_timestamp": "soon"}, "'soon' is not an instant"),
        ({}, {"odds_timestamp": ""}, "it has no time"),
        ({}, CLOSES, "before there was a close"),
        ({"game_status": "postponed"}, CLOSES, "not known to have been played"),
        ({}, {"home_ml": "-1.5"}, "-1.5 is not a whole number"),
        ({}, {"home_ml": "50"}, "price 50 is not an American price"),
        ({}, {"home_ml": "even"}, "'even' is not a number"),
        ({}, {"home_ml": "0", "away_ml": ""}, "neither a price nor a share"),
        ({}, {"sportsbook": " "}, "no sportsbook"),
        ({}, {"game_id": "7"}, "no game 7"),
        ({}, {"home_bets_percentage": "60", "away_bets_percentage": "20"}, "do not make 100"),
        ({}, {"home_team": "NYY", "away_team": "TOR"}, "its game is NYY @ TOR"),
    ],
)
def test_what_cannot_be_true_is_refused_with_its_row(
    slate: Slate, game: dict[str, Any], row: dict[str, Any], reason: str
) -> None:
    told = slate(games=[game], moneyline=[row])
    (refusal,) = told.refusals
    assert refusal.record == "moneyline 10"
    assert reason in refusal.reason


def test_prices_of_the_run_line_in_the_place_of_a_moneyline_are_refused(slate: Slate) -> None:
    copied = {"home_ml": "140", "away_ml": "-165"}
    told = slate(moneyline=[copied, copied | {"id": "11", "sportsbook": "FanDuel"}], spreads=[{}])
    assert reasons(told) == ["-165 and 140 are the prices of the run line"]
    near = slate(moneyline=[copied], spreads=[{"home_spread": "-0.5", "away_spread": "0.5"}])
    assert reasons(near) == []


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        ("spreads", {"home_spread": "1.5"}, "do not answer each other"),
        ("spreads", {"home_spread": "0", "away_spread": "0.0"}, "run_line needs a line"),
        ("totals", {"total_line": "7.3"}, "not in quarter runs"),
        ("splits", {"split_type": "Parlay"}, "split_type 'parlay'"),
        ("splits", {"book": "", "source": ""}, "neither book nor source"),
        ("splits", {"last_updated": "2025-07-02 20:00:00"}, "in play or the close"),
    ],
)
def test_a_line_or_share_that_cannot_be_is_refused(
    slate: Slate, table: str, row: dict[str, Any], reason: str
) -> None:
    told = slate(**{table: [row]})
    assert [reason in refusal.reason for refusal in told.refusals] == [True]
    assert not only(told).quotes
    assert not only(told).splits


def test_of_two_prices_of_one_instant_neither_is_taken_and_repeated_ones_are_one(
    slate: Slate,
) -> None:
    other = {"id": "11", "home_ml": "-130"}
    told = slate(moneyline=[{}, other])
    assert [q.side for q in only(told).quotes] == [Side.AWAY]
    assert [refusal.record for refusal in told.refusals] == ["moneyline 10", "moneyline 11"]
    again = slate(moneyline=[{}, {"id": "11", "sportsbook": "draftkings"}])
    assert len(only(again).quotes) == 2
    assert again.refusals == ()


def test_splits_meet_the_games_one_to_one_by_start(slate: Slate) -> None:
    second = {"id": "2", "game_datetime": "2025-07-02 13:07:00"}
    both = slate(games=[{}, second], splits=[{}, {"id": "41", "game_datetime": "2025-07-02 13:05"}])
    assert [len(game.splits) for game in both.listings] == [2, 2]
    one = slate(games=[{}, second], splits=[{}])
    assert [len(game.splits) for game in one.listings] == [0, 0]
    assert "1 starts of NYY @ TOR on 2025-07-02 where the games have 2" in reasons(one)[0]


def test_shares_stand_at_their_sides_and_two_zeros_are_none(slate: Slate) -> None:
    nothing = {"home_or_over_stake_percentage": "0", "away_or_under_stake_percentage": "0"}
    game = only(slate(splits=[nothing | {"split_type": "Spread", "book": "", "source": "SBD"}]))
    assert {(s.book, s.side, s.tickets_percent, s.money_percent, s.bets) for s in game.splits} == {
        ("SBD", Side.HOME, 60.0, None, 100),
        ("SBD", Side.AWAY, 40.0, None, 50),
    }


def test_rows_without_a_table_of_games_are_of_the_game_they_state(sheets: Sheets) -> None:
    own = {"home_team": "Blue Jays", "away_team": "NYY", "game_datetime": "2025-07-02 19:07"}
    game = only(read_slate(sheets(moneyline=[own])))
    assert (game.away, game.home, game.start) == ("NYY", "TOR", START)
    assert len(game.quotes) == 2


def test_the_bundles_of_the_dates_are_the_same_in_whatever_order_the_rows_are(
    sheets: Sheets,
) -> None:
    games = [{}, {"id": "2", "game_date": "2025-07-03", "game_datetime": "2025-07-03 19:07"}]
    prices = [{}, {"id": "11", "game_id": "2"}, {"id": "12", "game_id": "99"}]
    one = bundles(sheets(games=games, moneyline=prices))
    assert one == bundles(sheets(games=games[::-1], moneyline=prices[::-1]))
    rows = {date: unpack(body)["moneyline"].rows for date, body in one.items()}
    assert {date.day: [row[0] for row in found] for date, found in rows.items()} == {
        2: ["10", "12"],
        3: ["11"],
    }


def test_prices_alone_tell_no_date_and_that_games_are_needed_is_said(sheets: Sheets) -> None:
    with pytest.raises(DataError, match="tells a date: prices .* by number, so give games too"):
        bundles(sheets(moneyline=[{}]))
    with pytest.raises(DataError, match="tells a date$"):
        bundles(sheets(games=[]))


def test_one_number_of_two_games_is_an_error(sheets: Sheets) -> None:
    with pytest.raises(DataError, match="id 1 is 20250702-NYY-TOR-1907 and 20250702-BOS-TOR-1907"):
        bundles(sheets(games=[{}, {"away_team": "BOS"}]))


@pytest.mark.parametrize(
    ("table", "body", "reason"),
    [
        ("games", b"", "^old.csv is empty$"),
        ("games", b"\xef\xbb\xbf\r\n\n", "^old.csv is empty$"),
        ("games", b"id,home_team\n1,TOR\n", "it has no away_team, game_date, game_datetime"),
        ("games", b"id\n1\n\xff\xfe", "^old.csv, line 3: byte 0xff is no UTF-8; save it as"),
        ("games", b'id\n"1\n"\n"2\n3\n4', "^old.csv, line 4: a quote in this row is never closed$"),
        ("games", b'id\n"1"2\n', "^old.csv, line 2: ',' expected after"),
        ("games", b"id,id\n", "two of one name"),
    ],
)
def test_a_file_that_is_not_the_table_is_named(table: str, body: bytes, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        read_csv(table, "old.csv", body)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"odds": {"columns": [], "rows": []}}', b"\xff"])
def test_a_payload_that_is_no_bundle_is_a_data_error(body: bytes) -> None:
    with pytest.raises(DataError):
        unpack(body)


def test_a_bundle_holds_every_cell_as_it_was_written(sheets: Sheets) -> None:
    tables = sheets(games=[{"venue_name": ' "T-Mobile"\n Park '}])
    assert unpack(pack(tables)) == tables
