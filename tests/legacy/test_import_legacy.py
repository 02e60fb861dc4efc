"""``import legacy``: the old tables in a database, once, and every row accounted for."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from attrs import asdict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.db.rehearsal import rehearsing
from mlbcore.legacy.ids import LegacyIds
from mlbcore.legacy.sheets import NEEDED, Sheet
from mlbcore.legacy.tables import LegacyTables
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.legacy import Imported, import_tables
from mlbcore.pipeline.replay import replay

Mlbcore = Callable[..., "subprocess.CompletedProcess[str]"]
Csv = Callable[[str, list[dict[str, Any]]], bytes]
Sheets = Callable[..., Mapping[str, Sheet]]
Rows = Callable[[str], dict[str, list[str]]]
DATE = dt.date(2025, 7, 2)

NUMBERS = st.sampled_from(["-120", "110", "0", "", "-110.0", "1.5", "-1.5", "8.5", "x", "2500"])
CLOCKS = st.sampled_from(
    ["2025-07-02 15:00:00", "2025-07-02 19:07:00", "2025-07-03 15:00:00+00", "", "noon"]
)
CELLS = {
    "home_team": st.sampled_from(["TOR", "Blue Jays", "ARI", "???", ""]),
    "away_team": st.sampled_from(["NYY", "NYY", "Yankees", "TOR"]),
    "game_date": st.sampled_from(["2025-07-02", "2025-07-03", ""]),
    "game_datetime": CLOCKS,
    "game_status": st.sampled_from(["final", "scheduled", "postponed"]),
    "game_id": st.sampled_from(["1", "2.0", "9"]),
    "sportsbook": st.sampled_from(["DraftKings", "FanDuel", "Nobody's", ""]),
    "split_type": st.sampled_from(["Spread", "Total", "Moneyline", "?"]),
    "odds_timestamp": CLOCKS,
    "last_updated": CLOCKS,
    "mlb_stats_api_game_id": st.sampled_from(["777290", "1", "0"]),
}


def rows_of(table: str, columns: list[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    """Rows of which some cells are others than those of an ordinary one."""
    cells = {column: CELLS.get(column, NUMBERS) for column in columns}
    row = st.fixed_dictionaries({}, optional=cells)
    return st.lists(row, max_size=4).map(
        lambda rows: [row | {"id": str(n)} for n, row in enumerate(rows, 1)]
    )


TABLES = st.fixed_dictionaries(
    {
        "games": rows_of("games", [*NEEDED["games"][1:], "game_status", "mlb_stats_api_game_id"]),
        "moneyline": rows_of("moneyline", [*NEEDED["moneyline"], "closing_home_ml"]),
        "spreads": rows_of("spreads", list(NEEDED["spreads"])),
        "totals": rows_of("totals", [*NEEDED["totals"], "over_bets_percentage"]),
        "splits": rows_of("splits", [*NEEDED["splits"], "home_or_over_bets_percentage"]),
    }
)


@pytest.fixture
def legacy(database: Database) -> Callable[[Any], Ingest]:
    def ingest(where: Any) -> Ingest:
        return Ingest(where, [LegacyTables()], {"legacy": LegacyIds()})

    return ingest


def name_the_slate(take: Callable[..., Any], second: str | None = None) -> None:
    """MLB says that the game is 777290, and that there was another at ``second``."""
    teams = {"away": {"team": {"id": 147}}, "home": {"team": {"id": 141}}}
    game = {
        "gamePk": 777290,
        "gameType": "R",
        "officialDate": "2025-07-02",
        "gameDate": "2025-07-02T23:07:00Z",
        "status": {"codedGameState": "F", "detailedState": "Final", "statusCode": "F"},
        "teams": teams,
        "gameNumber": 1,
        "doubleHeader": "N",
    }
    other = game | {"gamePk": 777291, "gameDate": second, "gameNumber": 2}
    games = [game, other] if second else [game]
    take("mlb", "schedule", DATE, {"dates": [{"date": "2025-07-02", "games": games}]})


def test_a_dry_run_tells_what_the_import_then_does_and_stores_nothing(
    database: Database, dsn: str, table_rows: Rows, legacy: Any, sheets: Sheets
) -> None:
    tables = sheets(games=[{}], moneyline=[{}, {"id": "11", "game_id": "9"}], splits=[{}])
    before = table_rows(dsn)
    with rehearsing(database) as rehearsal:
        said = import_tables(rehearsal, legacy(rehearsal), tables)
    assert table_rows(dsn) == before
    done = import_tables(database, legacy(database), tables)
    assert [asdict(table) for table in said.tables] == [asdict(table) for table in done.tables]
    assert said.result.units == done.result.units
    assert said.refusals == done.refusals
    assert done.result.units[0].new == 5
    again = import_tables(database, legacy(database), tables)
    assert sum(unit.new for unit in again.result.units) == 0


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=TABLES, seed=st.integers())
def test_every_row_is_taken_refused_or_unmatched_whatever_the_order(
    database: Database, legacy: Any, sheets: Sheets, tables: dict[str, Any], seed: int
) -> None:
    tables["games"].append({"id": "9"})
    shuffled = {
        table: random.Random(seed).sample(rows, len(rows)) for table, rows in tables.items()
    }

    def rehearsed(rows: dict[str, Any]) -> Imported:
        with rehearsing(database) as rehearsal:
            return import_tables(rehearsal, legacy(rehearsal), sheets(**rows))

    one, other = rehearsed(tables), rehearsed(shuffled)
    assert [asdict(table) for table in one.tables] == [asdict(table) for table in other.tables]
    assert [(r.record, r.reason) for r in one.refusals] == [
        (r.record, r.reason) for r in other.refusals
    ]
    given = {table: len(rows) for table, rows in tables.items() if rows}
    assert {table.table: table.rows for table in one.tables} == given
    reasons = Counter(record.split()[0] for record in {r.record for r in one.refusals})
    of_prices = reasons.total() - sum(reasons[table] for table in NEEDED)
    for table in one.tables:
        assert table.rows == table.taken + table.unmatched + table.refused
        assert table.refused <= reasons[table.table] + of_prices
    assert bool(one.unmatched) >= any(table.unmatched for table in one.tables)


def test_a_replay_on_a_copy_of_the_archive_gives_the_same_tables(
    database: Database,
    dsn: str,
    copy: Callable[[], str],
    table_rows: Rows,
    legacy: Any,
    sheets: Sheets,
) -> None:
    tables = sheets(games=[{}], moneyline=[{}], spreads=[{}], totals=[{}], splits=[{}])
    import_tables(database, legacy(database), tables)
    there = copy()
    with Database(there, database.settings) as copied:
        replay(copied, legacy(copied), Window(first=DATE, last=DATE), ["legacy"])
    one, other = table_rows(dsn), table_rows(there)
    for table in ("game", "game_source", "game_date", "quote", "split", "quote_current"):
        assert one[table] == other[table], table


def test_an_id_of_mlb_tells_which_game_it_is_and_one_of_another_game_leaves_it_open(
    database: Database, take: Any, legacy: Any, sheets: Sheets
) -> None:
    name_the_slate(take)
    named = {"mlb_stats_api_game_id": "777290"}
    later = named | {"id": "2", "game_datetime": "2025-07-02 19:30:00"}
    wrong = named | {"id": "3", "home_team": "BOS"}
    done = import_tables(database, legacy(database), sheets(games=[named, later, wrong]))
    (game,) = done.unmatched
    assert game.reason == "its ids, mlb:777290, are not those of one NYY @ BOS on 2025-07-02"
    (stored,) = database.read(lambda store: store.games.between(DATE, DATE))
    assert stored.ids["mlb"] == ("777290",)
    assert set(stored.ids["legacy"]) == {"20250702-NYY-TOR-1907", "20250702-NYY-TOR-1930"}


LATER = {"game_datetime": "2025-07-02 19:12:00"}


def test_a_corrected_start_keeps_the_game_and_brings_its_prices(
    database: Database, take: Any, legacy: Any, sheets: Sheets
) -> None:
    name_the_slate(take)
    import_tables(database, legacy(database), sheets(games=[{}], moneyline=[{}]))
    corrected = sheets(games=[LATER], moneyline=[{"home_ml": "-125"}])
    done = import_tables(database, legacy(database), corrected)
    assert [(t.table, t.taken) for t in done.tables] == [("games", 1), ("moneyline", 1)]
    assert done.result.units[0].new > 0
    (stored,) = database.read(lambda store: store.games.between(DATE, DATE))
    assert set(stored.ids["legacy"]) == {"20250702-NYY-TOR-1907", "20250702-NYY-TOR-1912"}


def test_before_mlb_a_corrected_start_waits_for_mlbs_page_and_then_has_its_prices(
    database: Database, take: Any, legacy: Any, sheets: Sheets
) -> None:
    import_tables(database, legacy(database), sheets(games=[{}], moneyline=[{}]))
    corrected = sheets(games=[LATER], moneyline=[{"sportsbook": "FanDuel"}])
    done = import_tables(database, legacy(database), corrected)
    assert [(t.table, t.unmatched) for t in done.tables] == [("games", 1), ("moneyline", 1)]
    assert "told with another start before" in done.unmatched[0].reason
    name_the_slate(take)
    legacy(database).retry_unmatched()
    assert database.read(lambda store: store.unmatched.all()) == []
    (stored,) = database.read(lambda store: store.games.between(DATE, DATE))
    assert len(stored.ids["legacy"]) == 2
    count = "SELECT count(*) FROM quote"
    assert database.read(lambda store: store.connection.execute(count).fetchone()) == (4,)


def test_what_is_taken_is_not_counted_as_unmatched_for_what_another_import_said(
    database: Database, take: Any, legacy: Any, sheets: Sheets
) -> None:
    """The second import tells of one game alone, at no start of MLB's: which one is not certain."""
    name_the_slate(take, second="2025-07-02T17:07:00Z")
    first = {"id": "2", "game_datetime": "2025-07-02 13:00:00"}
    both = sheets(games=[first, LATER])
    one, other, again = (
        import_tables(database, legacy(database), tables)
        for tables in (both, sheets(games=[first]), both)
    )
    assert [table.unmatched for done in (one, other, again) for table in done.tables] == [0, 1, 0]


def test_teams_the_other_way_round_are_no_game_of_mlbs(
    database: Database, take: Any, legacy: Any, sheets: Sheets
) -> None:
    name_the_slate(take)
    swapped = {"home_team": "NYY", "away_team": "TOR"}
    done = import_tables(database, legacy(database), sheets(games=[swapped], moneyline=[{}]))
    assert [game.reason for game in done.unmatched] == ["MLB lists no TOR @ NYY on 2025-07-02"]
    assert [(t.table, t.unmatched) for t in done.tables] == [("games", 1), ("moneyline", 1)]


@pytest.mark.slow
def test_a_folder_is_imported_by_the_command_and_a_replay_finds_it(
    mlbcore: Mlbcore, as_csv: Csv, tmp_path: Path, dsn: str
) -> None:
    command = partial(mlbcore, MLBCORE_DATABASE_URL=dsn)
    for table in NEEDED:
        (tmp_path / f"{table}.csv").write_bytes(as_csv(table, [{}]))
    dry = command("import", "legacy", str(tmp_path), "--dry-run", "--format", "json")
    assert dry.returncode == 0, dry.stderr
    document = json.loads(dry.stdout)
    assert document["dry_run"] is True
    assert [table["taken"] for table in document["tables"]] == [1] * 5
    assert "nothing is stored" in dry.stderr
    assert json.loads(command("games", "--date", "2025-07-02", "--format", "json").stdout) == []
    done = command("import", "legacy", str(tmp_path), "--format", "csv")
    assert done.stdout.splitlines()[1] == "games,1,1,0,0"
    games = str(tmp_path / "games.csv")
    again = command("import", "legacy", "--games", games, "--format", "json")
    assert [unit["new"] for unit in json.loads(again.stdout)["units"]] == [0]
    replayed = command("replay", "--source", "legacy", "--format", "json")
    (unit,) = json.loads(replayed.stdout)["units"]
    assert (unit["payloads"], unit["new"]) == (2, 0)


@pytest.mark.slow
def test_what_cannot_be_read_is_named_and_is_wrong_usage(
    mlbcore: Mlbcore, as_csv: Csv, tmp_path: Path, dsn: str
) -> None:
    def refusal(*arguments: str) -> str:
        run = mlbcore("import", "legacy", *arguments, MLBCORE_DATABASE_URL=dsn)
        assert (run.returncode, run.stdout) == (2, "")
        return run.stderr

    games, moneyline = tmp_path / "games.csv", tmp_path / "moneyline.csv"
    assert "give a folder of CSV files" in refusal()
    assert f"there is no folder {tmp_path}/none" in refusal(f"{tmp_path}/none")
    assert f"{tmp_path} has none of games.csv, moneyline.csv" in refusal(str(tmp_path))
    games.write_text("a,b\n1,2\n")
    assert "games.csv is not the table games: it has no id" in refusal(str(tmp_path))
    assert f"say of which table it is, as --games {games}" in refusal(str(games))
    moneyline.write_bytes(as_csv("moneyline", [{}]))
    assert "so give games too" in refusal("--moneyline", str(moneyline))


@pytest.fixture
def old_database(server_dsn: str, empty_dsn: str, as_csv: Csv) -> str:
    """The predecessor's database of its last generation, with a row a table."""
    names = {
        "games": "core_betting.games",
        "moneyline": "core_betting.betting_lines_moneyline",
        "totals": "core_betting.betting_lines_totals",
        "splits": "raw_data.raw_mlb_betting_splits",
    }
    types = {"id": "integer", "game_date": "date", "odds_timestamp": "timestamptz"}
    types |= {"total_line": "numeric(3,1)", "last_updated": "timestamp"}
    types |= {"game_datetime": "timestamptz"}
    with psycopg.connect(empty_dsn) as connection:
        connection.execute("SET timezone = 'America/New_York'")
        connection.execute("CREATE SCHEMA core_betting")
        connection.execute("CREATE SCHEMA raw_data")
        for table, name in names.items():
            head = as_csv(table, [{}]).decode().splitlines()[0].split(",")
            columns = [
                sql.SQL("{} {}").format(sql.Identifier(c), sql.SQL(types.get(c, "text")))
                for c in head
            ]
            where = sql.Identifier(*name.split("."))
            connection.execute(
                sql.SQL("CREATE TABLE {} ({})").format(where, sql.SQL(", ").join(columns))
            )
            copy = sql.SQL("COPY {} FROM STDIN (FORMAT csv, HEADER)").format(where)
            with connection.cursor().copy(copy) as rows:
                rows.write(as_csv(table, [{}]))
    return empty_dsn


def _url(dsn: str) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(dsn)
    return "postgresql://?" + "&".join(f"{key}={value}" for key, value in parts.items())


def test_a_database_gives_what_its_files_would_and_is_not_written(
    old_database: str, mlbcore: Mlbcore, dsn: str, as_csv: Csv, tmp_path: Path
) -> None:
    done = mlbcore(
        "import", "legacy", _url(old_database), "--format", "json", MLBCORE_DATABASE_URL=dsn
    )
    assert done.returncode == 0, done.stderr
    assert [(t["table"], t["taken"]) for t in json.loads(done.stdout)["tables"]] == [
        ("games", 1),
        ("moneyline", 1),
        ("splits", 1),
        ("totals", 1),
    ]
    for table in ("games", "moneyline", "splits", "totals"):
        (tmp_path / f"{table}.csv").write_bytes(as_csv(table, [{}]))
    again = mlbcore("import", "legacy", str(tmp_path), "--format=json", MLBCORE_DATABASE_URL=dsn)
    assert [unit["new"] for unit in json.loads(again.stdout)["units"]] == [0]
    with psycopg.connect(old_database) as connection:
        (writes,) = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone() or (None,)
    assert writes == 0


def test_a_database_without_the_tables_is_told_and_a_password_is_not(
    mlbcore: Mlbcore, empty_dsn: str
) -> None:
    refused = mlbcore("import", "legacy", "postgresql://u:s3cret@127.0.0.1:9/old")
    assert refused.returncode == 5
    assert "s3cret" not in refused.stdout + refused.stderr
    other = mlbcore("import", "legacy", _url(empty_dsn))
    assert other.returncode == 2
    assert "the database has none of the predecessor's tables" in other.stderr


@pytest.mark.parametrize(
    "url", ["postgresql://u:s3c/ret@h/old", "postgresql+asyncpg://u:s3c ret@h/d"]
)
def test_a_url_that_cannot_be_read_is_told_without_what_it_says(mlbcore: Mlbcore, url: str) -> None:
    refused = mlbcore("--debug", "import", "legacy", url)
    assert refused.returncode == 6
    assert "the database URL cannot be read" in refused.stderr
    assert "s3c" not in refused.stderr
    assert "ret@" not in refused.stderr
