"""``report`` and ``lines --plot`` as a user types them, on the bundled day."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import psycopg
import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
DAY = ("--date", "2025-07-02")
HOSTILE = "<img src=x onerror=alert(1)>"
MEGABYTE = 1_000_000


@pytest.fixture
def url(dsn: str, poll: Callable[[str], None]) -> dict[str, str]:
    poll(dsn)
    return {"MLBCORE_DATABASE_URL": dsn}


def test_the_page_of_a_day_is_one_small_file_that_appears_when_it_is_whole(
    mlbcore: Run, url: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "day.html"
    done = mlbcore("report", *DAY, "-o", str(file), **url)
    assert (done.returncode, done.stdout) == (0, "")
    page = file.read_text("utf-8")
    assert page.count("<section") == 21
    assert page.count("<svg") == 19
    asked = page.partition("Last asked:")[2].partition("</p>")[0]
    assert re.findall(r"(\w+) \d{4}-\d\d-\d\d", asked) == ["action", "mlb", "sbr"]
    assert len(page) < MEGABYTE
    assert list(tmp_path.iterdir()) == [file]


def test_a_page_as_of_a_time_before_the_games_tells_only_openers(
    mlbcore: Run, url: dict[str, str]
) -> None:
    page = mlbcore("report", *DAY, "--as-of", "2025-07-02T08:00:00-04:00", **url).stdout
    assert "openers only" in page
    assert "<svg" not in page
    assert "Strongest signals" not in page
    assert "final" not in page


def test_a_date_without_games_says_so(mlbcore: Run, url: dict[str, str]) -> None:
    done = mlbcore("report", "--date", "2025-12-24", **url)
    assert done.returncode == 0
    assert "No game is stored for this date." in done.stdout


def test_what_a_source_calls_a_park_is_a_text_on_the_page(
    mlbcore: Run, url: dict[str, str]
) -> None:
    with psycopg.connect(url["MLBCORE_DATABASE_URL"]) as connection:
        connection.execute("UPDATE game_date SET venue = %s", [HOSTILE])
        connection.execute("UPDATE book SET code = %s WHERE code = 'fanduel'", [HOSTILE])
    page = mlbcore("report", *DAY, **url).stdout
    assert HOSTILE not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") > 19


def test_the_movement_of_a_game_is_drawn_as_a_page_and_as_a_drawing(
    mlbcore: Run, url: dict[str, str], tmp_path: Path
) -> None:
    page, drawing = tmp_path / "game.html", tmp_path / "game.svg"
    asked = ("lines", "1", "--market", "moneyline", "--plot")
    for file in (page, drawing):
        assert mlbcore(*asked, str(file), **url).returncode == 0
    assert page.read_text("utf-8").count("<svg") == 1
    words = "".join(ET.parse(drawing).getroot().itertext())
    assert {word in words for word in ("ATH @ TB", "Moneyline", "FanDuel", "opener")} == {True}


def test_one_book_is_drawn_alone(mlbcore: Run, url: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "game.svg"
    asked = ("lines", "1", "--market", "moneyline", "--book", "betmgm", "--plot", str(file))
    assert mlbcore(*asked, **url).returncode == 0
    words = "".join(ET.parse(file).getroot().itertext())
    assert "BetMGM" in words
    assert "FanDuel" not in words


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["1", "--plot", "game.png"], 2, "does not end in .html or .svg"),
        (["1", "--plot", "game.svg"], 2, "give --market; there are Moneyline, Run line, Total"),
        (["1", "--plot", "nowhere/game.html"], 2, "No such file or directory"),
        (["1", "--market", "total", "--plot", "game.svg"], 2, "no book moved the total"),
        (["1", "--market", "prop", "--plot", "game.html"], 2, "no book has shown both sides"),
        (["99", "--plot", "game.html"], 2, "there is no game 99"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    mlbcore: Run, url: dict[str, str], arguments: list[str], code: int, words: str
) -> None:
    done = mlbcore("lines", *arguments, **url)
    assert words in done.stderr
    assert (done.returncode, done.stdout) == (code, "")
