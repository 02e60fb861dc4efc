"""``import``: files that people have, taken in once."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook as Book  # type: ignore[import-untyped]

from mlbcore.collecting import FileCollector
from mlbcore.errors import DataError
from mlbcore.pipeline.importing import LARGEST, read_file
from mlbcore.plugins import discover

Mlbcore = Callable[..., "subprocess.CompletedProcess[str]"]
HEAD = ["Date", "Rot", "VH", "Team", "Final", "Open", "Close"]


@pytest.mark.slow
def test_a_file_is_stored_once_others_go_on_and_a_replay_finds_it(
    mlbcore: Mlbcore, tmp_path: Path
) -> None:
    file, odd = tmp_path / "mlb-odds-2012.xlsx", tmp_path / "notes.txt"
    book = Book()
    for cells in (
        HEAD,
        [404, 951, "V", "LOS", 3, -120, -125],
        [404, 952, "H", "SDG", 2, 110, 115],
    ):
        book.active.append(cells)
    book.save(file)
    first = mlbcore("import", "sbr-archive", str(odd), str(file), "--format", "json")
    assert first.returncode == 3, first.stderr
    failed, unit = json.loads(first.stdout)["units"]
    assert "notes.txt" in failed["message"]
    assert str(tmp_path) not in first.stdout
    assert (unit["date"], unit["records"], unit["new"]) == ("2012-01-01", 5, 5)
    again = mlbcore("import", "sbr-archive", str(file), "--format", "json")
    assert (again.returncode, json.loads(again.stdout)["units"][0]["new"]) == (0, 0)
    replayed = mlbcore("replay", "--source", "sbr-archive", "--format", "json")
    assert json.loads(replayed.stdout)["units"][0]["new"] == 0
    (game,) = json.loads(mlbcore("games", "--date", "2012-04-04", "--format", "json").stdout)
    assert (game["away"], game["home"], game["away_score"]) == ("LAD", "SD", 3)


def test_a_file_beyond_any_size_is_not_read(tmp_path: Path) -> None:
    found = discover(frozenset({"sbr"})).collectors
    (collector,) = (one for one in found if isinstance(one, FileCollector))
    file = tmp_path / "mlb-odds-2012.xlsx"
    with file.open("wb") as out:
        out.truncate(LARGEST + 1)
    with pytest.raises(DataError, match=f"mlb-odds-2012.xlsx has {LARGEST + 1} bytes"):
        read_file(collector, file)


def test_a_source_of_files_is_listed_by_import_and_not_asked_by_run(mlbcore: Mlbcore) -> None:
    assert "sbr-archive" in mlbcore("import", "--help").stdout
    refused = mlbcore("run", "--source", "sbr-archive")
    assert refused.returncode == 2
    assert "no plugin provides source sbr-archive" in refused.stderr
