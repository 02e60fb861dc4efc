"""Going down takes back what must go, in reverse order, or touches nothing."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
import pytest
from attrs import evolve

from mlbcore.db import migrate
from mlbcore.db.migrations import Migration
from mlbcore.errors import MigrationError


def made(name: str, *depends: str, down: bool = True) -> Migration:
    """Makes a table named after it."""
    namespace, _, id_ = name.partition("/")
    table = f"{namespace}_{id_}"
    header = "".join(f"-- depends: {other}\n" for other in depends)
    return Migration(
        namespace=namespace,
        id=id_,
        sql=f"{header}CREATE TABLE {table} (n int)",
        down=f"DROP TABLE {table}" if down else None,
    )


CORE = [made(f"core/000{n}_x") for n in (1, 2, 3)]
PARK = [made("park/0001_x", "core/0002_x"), made("park/0002_x")]
FILES = [*CORE, *PARK]


def applied(dsn: str, files: Sequence[Migration] = FILES) -> list[str]:
    states = migrate.status(dsn, files)
    found = [f"{s.namespace}/{s.id}" for s in states if s.state != "pending"]
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {row[0] for row in rows} - {"migration"}
    assert tables == {name.replace("/", "_") for name in found}
    return found


@pytest.fixture
def full_dsn(empty_dsn: str) -> str:
    migrate.up(empty_dsn, FILES)
    return empty_dsn


def test_what_is_later_goes_with_what_depends_on_it_in_reverse_order(full_dsn: str) -> None:
    said: list[str] = []
    assert migrate.down(full_dsn, FILES, said.append, to="0001_x") == 4
    assert said == [
        "took back park/0002_x",
        "took back park/0001_x",
        "took back core/0003_x",
        "took back core/0002_x",
    ]
    assert applied(full_dsn) == ["core/0001_x"]
    assert migrate.up(full_dsn, FILES) == 4


def test_what_does_not_depend_on_it_stays(full_dsn: str) -> None:
    assert migrate.down(full_dsn, FILES, to="core/0002") == 1
    assert applied(full_dsn) == ["core/0001_x", "core/0002_x", "park/0001_x", "park/0002_x"]
    assert migrate.down(full_dsn, FILES, to="core/0002") == 0


def test_0000_takes_back_all_of_a_namespace_and_no_name_all_there_is(full_dsn: str) -> None:
    assert migrate.down(full_dsn, FILES, to="park/0000") == 2
    assert applied(full_dsn) == ["core/0001_x", "core/0002_x", "core/0003_x"]
    migrate.up(full_dsn, FILES)
    assert migrate.down(full_dsn, FILES, to=None) == 5
    assert applied(full_dsn) == []


def test_one_without_a_way_back_stops_all_before_anything_is_touched(full_dsn: str) -> None:
    files = [CORE[0], evolve(CORE[1], down=None), CORE[2], *PARK]
    with pytest.raises(MigrationError, match=r"core/0002_x has no .down.sql"):
        migrate.down(full_dsn, files, to="0001_x")
    assert len(applied(full_dsn)) == 5


def test_one_whose_plugin_is_gone_stops_what_it_depends_on(full_dsn: str) -> None:
    for to in ("0001_x", None):
        with pytest.raises(MigrationError, match="park/0001_x, park/0002_x .*plugin.* is gone"):
            migrate.down(full_dsn, CORE, to=to)
    assert len(applied(full_dsn, FILES)) == 5
    assert migrate.down(full_dsn, CORE, to="0002_x") == 1


def test_a_changed_file_goes_nowhere(full_dsn: str) -> None:
    files = [*CORE[:2], evolve(CORE[2], sql="SELECT 1"), *PARK]
    with pytest.raises(MigrationError, match="changed"):
        migrate.down(full_dsn, files, to="0002_x")


def test_down_to_one_that_is_not_applied_is_refused(empty_dsn: str) -> None:
    migrate.up(empty_dsn, FILES, to="0001_x")
    with pytest.raises(MigrationError, match="core/0002_x is not applied"):
        migrate.down(empty_dsn, FILES, to="0002_x")


def test_a_way_back_that_fails_leaves_its_own_step_whole(full_dsn: str) -> None:
    bad = evolve(CORE[1], down="DROP TABLE core_0002_x; SELECT 1 / 0")
    with pytest.raises(MigrationError, match="core/0002_x: division by zero"):
        migrate.down(full_dsn, [CORE[0], bad, CORE[2], *PARK], to="0001_x")
    assert applied(full_dsn) == ["core/0001_x", "core/0002_x"]


def test_nothing_goes_without_agreement(full_dsn: str) -> None:
    asked: list[str] = []

    def no(steps: Sequence[Migration]) -> bool:
        asked.extend(step.name for step in steps)
        return False

    assert migrate.down(full_dsn, FILES, to="0002_x", agreed=no) == 0
    assert asked == ["core/0003_x"]
    assert len(applied(full_dsn)) == 5
