"""An exported table is the stored one, in every form."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import psycopg
import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Poll = Callable[[str], None]


@pytest.fixture
def stored(dsn: str, poll: Poll) -> str:
    """A database that holds the bundled day, and a venue with an empty and an odd name."""
    poll(dsn)
    with psycopg.connect(dsn) as connection:
        connection.execute("UPDATE book SET name = '' WHERE code = 'fanduel'")
        connection.execute("UPDATE book SET name = E'a, \"b\"\\nc' WHERE code = 'betmgm'")
    return dsn


def exported(mlbcore: Run, dsn: str, table: str, file: Path, *options: str) -> pl.DataFrame:
    done = mlbcore("export", table, str(file), *options, MLBCORE_DATABASE_URL=dsn)
    assert done.returncode == 0, done.stderr
    assert not file.with_name(f"{file.name}.partial").exists()
    match file.suffix:
        case ".parquet":
            return pl.read_parquet(file)
        case ".jsonl":
            return pl.read_ndjson(file)
        case _:
            return pl.read_csv(file)


def test_a_parquet_file_holds_every_row_with_its_types(
    mlbcore: Run, stored: str, tmp_path: Path
) -> None:
    told = exported(mlbcore, stored, "price", tmp_path / "price.parquet")
    with psycopg.connect(stored) as connection:
        rows = connection.execute(
            "SELECT game, date, book, bettable, price, line::float8, observed_at FROM price"
        ).fetchall()
    columns = ["game", "date", "book", "bettable", "price", "line", "observed_at"]
    assert sorted(told.select(columns).rows(), key=str) == sorted(rows, key=str)
    assert told.schema["observed_at"] == pl.Datetime("us", "UTC")


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_null_an_empty_text_and_a_text_of_two_lines_stay_what_they_are(
    mlbcore: Run, stored: str, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"book.{ending}"
    told = exported(mlbcore, stored, "book", file)
    if ending == "csv":
        with file.open(newline="") as rows:
            names = {row["code"]: row["name"] for row in csv.DictReader(rows)}
    else:
        names = dict(told.select("code", "name").rows())
    assert (names["fanduel"], names["betmgm"]) == ("", 'a, "b"\nc')


def test_with_dates_only_the_rows_of_their_games_are_written(
    mlbcore: Run, stored: str, tmp_path: Path
) -> None:
    day = exported(mlbcore, stored, "quote", tmp_path / "a.csv", "--date", "2025-07-02")
    none = exported(mlbcore, stored, "quote", tmp_path / "b.csv", "--date", "2025-07-05")
    with psycopg.connect(stored) as connection:
        of_day = connection.execute(
            "SELECT count(*) FROM price WHERE date = '2025-07-02'"
        ).fetchone()
    assert of_day == (day.height,)
    assert day.height > 0
    assert none.height == 0


def test_rows_go_to_stdout_and_words_to_stderr(mlbcore: Run, stored: str) -> None:
    done = mlbcore("export", "game", "-", "--format", "jsonl", MLBCORE_DATABASE_URL=stored)
    games = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(games) == 19
    assert all(dt.datetime.fromisoformat(game["start"]).tzinfo for game in games)
    assert "wrote game" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["quotes", "-", "--format", "csv"], 2, "there is no table 'quotes'"),
        (["book", "-", "--format", "csv", "--date", "2025-07-02"], 2, "neither dates nor games"),
        (["book", "book.txt"], 2, "give --format"),
    ],
)
def test_what_cannot_be_written_is_said(
    mlbcore: Run, stored: str, arguments: list[str], code: int, words: str
) -> None:
    done = mlbcore("export", *arguments, MLBCORE_DATABASE_URL=stored)
    assert words in done.stderr
    assert done.returncode == code


def test_a_full_disk_is_said_and_leaves_nothing(mlbcore: Run, stored: str, tmp_path: Path) -> None:
    file = tmp_path / "price.csv"
    command = f"ulimit -f 20; {sys.executable} -m mlbcore export price {file}"
    done = subprocess.run(
        ["bash", "-c", command],
        env=os.environ | {"MLBCORE_DATABASE_URL": stored},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, list(tmp_path.glob("price*"))) == (2, []), done.stderr
    assert f"{file} cannot be written: File too large" in done.stderr
