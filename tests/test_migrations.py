"""Migration files are refused when they are read, before any database is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlbcore.db import migrations
from mlbcore.errors import MigrationError

CORE = migrations.read(migrations.folder())


def save(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name.replace('__', '.')}.sql").write_text(text)
    return folder


def test_the_three_files_of_a_migration_are_read_together(tmp_path: Path) -> None:
    files = {"0001_a": "SELECT 1", "0001_a__down": "SELECT 2", "0001_a__verify": "SELECT 3"}
    (found,) = migrations.read(save(tmp_path, **files), "park")
    assert (found.name, found.sql, found.down, found.verify) == (
        "park/0001_a",
        "SELECT 1",
        "SELECT 2",
        "SELECT 3",
    )


@pytest.mark.parametrize(
    "name",
    ["one", "0002_two", "0001_Two", "0001-two", "0001_two.down", "0001_first.undo", "0001_second"],
)
def test_a_folder_with_a_wrong_name_a_gap_or_a_stray_file_is_refused(
    tmp_path: Path, name: str
) -> None:
    if name in {"0001_first.undo", "0001_second"}:
        save(tmp_path, **{"0001_first": "SELECT 1"})
    (tmp_path / f"{name}.sql").write_text("SELECT 1")
    with pytest.raises(MigrationError, match=name):
        migrations.read(tmp_path)


def test_a_folder_without_migrations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="no migrations"):
        migrations.read(tmp_path)


@pytest.mark.parametrize("kind", ["", "__down", "__verify"])
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("BEGIN; SELECT 1; COMMIT;", "its own BEGIN"),
        ("SELECT 1; ROLLBACK;", "its own ROLLBACK"),
        ("SELECT 1; COPY a FROM STDIN;", "COPY from or to the client"),
        ("-- nothing yet\n", "no statement"),
        ("", "no statement"),
    ],
)
def test_a_file_that_cannot_be_a_transaction_is_refused(
    tmp_path: Path, kind: str, text: str, why: str
) -> None:
    save(tmp_path, **({"0001_a": "SELECT 1"} | {f"0001_a{kind}": text}))
    with pytest.raises(MigrationError, match=why):
        migrations.read(tmp_path)


@pytest.mark.parametrize("kind", ["", "__down"])
def test_a_file_outside_a_transaction_is_one_statement(tmp_path: Path, kind: str) -> None:
    alone = "-- no transaction\nVACUUM;"
    save(tmp_path, **({"0001_a": "SELECT 1"} | {f"0001_a{kind}": alone}))
    assert migrations.read(tmp_path)
    save(tmp_path, **{f"0001_a{kind}": f"{alone} ANALYZE"})
    with pytest.raises(MigrationError, match="one statement"):
        migrations.read(tmp_path)


def test_a_verify_script_cannot_ask_for_no_transaction(tmp_path: Path) -> None:
    save(tmp_path, **{"0001_a": "SELECT 1", "0001_a__verify": "-- no transaction\nSELECT 1"})
    with pytest.raises(MigrationError, match="rolled back"):
        migrations.read(tmp_path)


def test_an_index_built_concurrently_needs_a_name(tmp_path: Path) -> None:
    save(tmp_path, **{"0001_a": "-- no transaction\nCREATE INDEX CONCURRENTLY ON a (b)"})
    with pytest.raises(MigrationError, match="name its index"):
        migrations.read(tmp_path)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_bytes(b"SELECT '\xff'")
    with pytest.raises(MigrationError, match="0001_a.sql cannot be read"):
        migrations.read(tmp_path)


def test_line_ends_change_neither_checksum_nor_text(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_bytes(b"SELECT 1;\r\nSELECT 2;")
    (windows,) = migrations.read(tmp_path)
    (tmp_path / "0001_a.sql").write_bytes(b"SELECT 1;\nSELECT 2;")
    assert migrations.read(tmp_path) == [windows]


def test_the_next_migration_is_begun_with_three_files_that_are_refused_until_filled(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "migrations"
    names = [file.name for file in migrations.draft(folder, "first")]
    assert names == ["0001_first.sql", "0001_first.down.sql", "0001_first.verify.sql"]
    with pytest.raises(MigrationError, match="no statement"):
        migrations.read(folder)
    save(
        folder, **dict.fromkeys(["0001_first", "0001_first__down", "0001_first__verify"], "TABLE a")
    )
    assert migrations.draft(folder, "second")[0].name == "0002_second.sql"


@pytest.mark.parametrize("words", ["", "Two", "a-b", "../a"])
def test_a_migration_is_not_begun_under_a_wrong_name(tmp_path: Path, words: str) -> None:
    with pytest.raises(MigrationError, match="is not a name"):
        migrations.draft(tmp_path, words)
    assert list(tmp_path.iterdir()) == []


def test_every_migration_of_the_project_has_a_way_back_and_a_proof() -> None:
    lacking = [migration.name for migration in CORE if not (migration.down and migration.verify)]
    assert lacking == []
