"""Migrations of several namespaces get one order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.db import migrations
from mlbcore.db.migrate.gathering import gathered
from mlbcore.db.migrate.lineage import find, needs, ordered
from mlbcore.db.migrations import Migration
from mlbcore.errors import MigrationError


def made(name: str, *depends: str) -> Migration:
    namespace, _, id_ = name.partition("/")
    header = "".join(f"-- depends: {other}\n" for other in depends)
    return Migration(namespace=namespace, id=id_, sql=header + "SELECT 1")


def test_without_dependencies_the_order_is_the_one_given() -> None:
    files = [made("core/0001_a"), made("core/0002_b"), made("alpha/0001_a"), made("beta/0001_a")]
    assert ordered(files) == files


def test_a_dependency_comes_first_and_pulls_nothing_else_forward() -> None:
    files = [
        made("core/0001_a"),
        made("core/0002_b", "zoo/0001_a"),
        made("alpha/0001_a"),
        made("zoo/0001_a", "core/0001_a"),
        made("zoo/0002_b"),
    ]
    assert [file.name for file in ordered(files)] == [
        "core/0001_a",
        "alpha/0001_a",
        "zoo/0001_a",
        "core/0002_b",
        "zoo/0002_b",
    ]


def test_an_unknown_dependency_is_named() -> None:
    with pytest.raises(MigrationError, match="park/0001_a depends on core/0009_z, which nobody"):
        ordered([made("core/0001_a"), made("park/0001_a", "core/0009_z")])


def test_a_cycle_is_shown() -> None:
    files = [
        made("a/0001_x", "b/0001_x"),
        made("b/0001_x", "c/0001_x"),
        made("c/0001_x", "a/0001_x"),
    ]
    with pytest.raises(MigrationError, match=r"[abc]/0001_x -> [abc]/0001_x -> [abc]/0001_x"):
        ordered(files)


def test_a_dependency_on_what_comes_later_in_its_own_namespace_is_a_cycle() -> None:
    with pytest.raises(MigrationError, match="depend on each other"):
        ordered([made("a/0001_x", "a/0002_y"), made("a/0002_y")])


@pytest.mark.parametrize("other", ["core/0001_x", "core/0001_y"])
def test_two_of_one_number_are_refused(other: str) -> None:
    with pytest.raises(MigrationError, match="two core/0001"):
        ordered([made("core/0001_x"), made(other)])


@given(st.integers(1, 4), st.integers(1, 5), st.randoms(use_true_random=False))
def test_whatever_depends_on_earlier_ones_gets_an_order_that_keeps_it(
    spaces: int, length: int, rng: random.Random
) -> None:
    names = [f"n{space}/{i:04}_x" for i in range(1, length + 1) for space in range(spaces)]
    files = [made(name, *rng.sample(names[:n], min(n, 2))) for n, name in enumerate(names)]
    files.sort(key=lambda file: (file.namespace, file.id))
    found = [file.name for file in ordered(files)]
    assert sorted(found) == sorted(names)
    for name, needed in needs(files).items():
        assert all(found.index(other) < found.index(name) for other in needed)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("0001_a", "core/0001_a"),
        ("0001", "core/0001_a"),
        ("park/0001_b", "park/0001_b"),
        ("park/0001", "park/0001_b"),
    ],
)
def test_an_id_alone_is_the_cores(wanted: str, name: str) -> None:
    assert find([made("park/0001_b"), made("core/0001_a")], wanted) == name


@pytest.mark.parametrize("wanted", ["0001_b", "0002", "zoo/0001_b", "a"])
def test_an_id_that_is_not_there_is_named(wanted: str) -> None:
    with pytest.raises(MigrationError, match="there is no migration"):
        find([made("park/0001_b"), made("core/0001_a")], wanted)


def test_a_plugin_whose_files_cannot_be_used_is_named_and_left_out_with_its_dependents(
    tmp_path: Path,
) -> None:
    texts = {
        "broken": "COMMIT",
        "good": "SELECT 1",
        "hopeful": "-- depends: broken/0001_x\nSELECT 1",
        "proud": "-- depends: hopeful/0001_x\nSELECT 1",
    }
    for name, text in texts.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "0001_x.sql").write_text(text)
    folders = {name: tmp_path / name for name in texts}
    said: list[str] = []
    core = migrations.read(migrations.folder())
    assert [file.name for file in gathered(folders, said.append)] == [
        *(file.name for file in core),
        "good/0001_x",
    ]
    assert [line.partition(":")[0] for line in said] == [
        f"the migrations of plugin {name} are not used" for name in ("broken", "hopeful", "proud")
    ]
    with pytest.raises(MigrationError, match="broken: 0001_x.sql has its own COMMIT"):
        gathered(folders)
