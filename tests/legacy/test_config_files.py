"""The predecessor's files of settings as they are read, and the new one as it is written."""

from __future__ import annotations

import json
import stat
import subprocess
import tomllib
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbcore.errors import ConfigurationError
from mlbcore.legacy.config.files import read_settings_file
from mlbcore.legacy.config.moving import migrate_settings
from mlbcore.legacy.config.writing import as_toml

Mlbcore = Callable[..., "subprocess.CompletedProcess[str]"]
SECRET = "S3cret/p@ss:word"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("old.toml", f"a = 1\nb = {SECRET}", "line 2"),
        ("old.toml", "a = '\udcff'", "is not UTF-8 at byte 5"),
        ("old.toml", f"a = '{SECRET}'\na = 2\n", "at line 2"),
        ("old.json", "[1]", "is no JSON object"),
        ("old.json", "{" * 100_000, "is not JSON: Expecting property name"),
        ("old.json", '{"a": ' * 100_000, "is nested too deep"),
        ("old.json", f'{{"a": "{SECRET}" 1}}', "Expecting ',' delimiter (at line 1, column 26)"),
        ("old.json", f'{{"a" "{SECRET}"}}', "Expecting ':' delimiter (at line 1, column 6)"),
        ("old.json", f'{{"b": {{"a": "{SECRET}", "a": 1}}}}', "says a twice in one object"),
        ("old.json", '{"a": %s}' % ("9" * 5000), "a number of more digits than can be read"),
        (".env", f"A=1\n{SECRET}", "is not NAME=value at line 2"),
        (".env", "A=\udcff", "is not UTF-8 at byte 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_without_what_it_says(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigurationError) as caught:
        read_settings_file(file)
    assert str(file) in str(caught.value)
    assert reason in str(caught.value)
    assert "S3cret" not in "".join(traceback.format_exception(caught.value))


@settings(max_examples=200)
@given(body=st.binary(max_size=200), suffix=st.sampled_from([".toml", ".json", ".env"]))
def test_any_bytes_are_settings_or_an_error_of_the_file(
    body: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / f"fuzzed{suffix}"
    file.write_bytes(body)
    with suppress(ConfigurationError):
        as_toml(migrate_settings(read_settings_file(file)))


def test_a_line_of_an_environment_may_be_quoted_and_have_a_comment(tmp_path: Path) -> None:
    file = tmp_path / "old.env"
    file.write_text("# old\nexport a='x # y'\nB=2 # two\n\nC=\n")
    found = [(one.key, one.value) for one in read_settings_file(file)]
    assert Counter(found) == Counter([("A", "x # y"), ("B", "2"), ("C", "")])


def test_the_file_is_read_by_every_command_and_is_not_replaced_unasked(
    mlbcore: Mlbcore, tmp_path: Path, dsn: str
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "mlbcore.toml"
    backtesting = {
        "performance_thresholds": {"break_even_win_rate": 0.5238},
        "schedule": {"timezone": "US/Eastern"},
    }
    document = {"backtesting": backtesting, "monitoring": {"log_level": "INFO"}}
    old.write_text(json.dumps(document))
    done = mlbcore("config", "migrate", str(old), "-o", str(new), "--format", "json")
    assert [move["old_key"] for move in json.loads(done.stdout)] == [
        "backtesting.performance_thresholds.break_even_win_rate",
        "backtesting.schedule.timezone",
        "monitoring.log_level",
    ]
    used = {"MLBCORE_CONFIG": str(new), "MLBCORE_DATABASE_URL": dsn}
    assert mlbcore("games", "--date", "2025-07-02", **used).returncode == 0
    again = mlbcore("config", "migrate", str(old), "-o", str(new))
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    assert mlbcore("config", "migrate", str(old), "-o", str(new), "--force").returncode == 0
    assert (tmp_path / "mlbcore.toml.bak").read_text() == new.read_text()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    file = tmp_path / "old.toml"
    file.write_text("[logging]\nlevel = 'INFO'\n")
    return file


def test_no_file_is_lost_however_often_another_takes_its_place(
    mlbcore: Mlbcore, old: Path, tmp_path: Path
) -> None:
    new = tmp_path / "mlbcore.toml"
    new.write_text("mine")
    (tmp_path / "mlbcore.toml.bak2").mkdir()
    for command in (("migrate", str(old), "-o", str(new)), ("init", str(new))) * 2:
        done = mlbcore("config", *command, "--force")
        assert done.returncode == 0, done.stderr
    kept = [(tmp_path / f"mlbcore.toml.bak{number}").read_text() for number in ("", 3, 4, 5)]
    assert kept[0] == "mine"
    assert str(tmp_path / "mlbcore.toml.bak5") in done.stderr
    assert [kept[1] == kept[3], kept[2] == new.read_text()] == [True, True]
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    assert len([*tmp_path.iterdir()]) == 7


def test_a_file_that_cannot_be_read_leaves_the_new_one_as_it_is(
    mlbcore: Mlbcore, tmp_path: Path
) -> None:
    new = tmp_path / "mlbcore.toml"
    new.write_text("mine")
    done = mlbcore("config", "migrate", str(tmp_path / "none.toml"), "-o", str(new), "--force")
    assert (done.returncode, "none.toml: No such file" in done.stderr) == (6, True)
    assert [*tmp_path.iterdir()] == [new]
    assert new.read_text() == "mine"


@pytest.mark.parametrize("command", [("migrate", "old.toml", "-o"), ("init",)])
def test_a_folder_and_a_device_are_no_place_for_a_file(
    mlbcore: Mlbcore, old: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    given = [str(old) if word == old.name else word for word in command]
    for place in (folder, Path("/dev/null")):
        done = mlbcore("config", *given, str(place), "--force")
        assert (done.returncode, f"{place} is no file" in done.stderr) == (2, True)
        assert place.exists()
    assert not (tmp_path / "folder.bak").exists()


def test_a_dash_is_stdout_for_the_file_alone(mlbcore: Mlbcore, old: Path) -> None:
    done = mlbcore("config", "migrate", str(old), "-o", "-")
    assert (done.returncode, tomllib.loads(done.stdout)) == (0, {"logging": {"level": "INFO"}})
    assert "1 moved" in done.stderr
    init = mlbcore("config", "init", "-")
    assert tomllib.loads(init.stdout)["database"] == {}
    assert not Path("-").exists()
    refused = mlbcore("config", "migrate", str(old), "-o", "-", "--format", "json")
    assert (refused.returncode, refused.stdout) == (2, "")
