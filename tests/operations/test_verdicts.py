"""What a doctor makes of a figure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbcore.db.disk import Disk, disk_of
from mlbcore.db.figures import SuccessAge
from mlbcore.db.migrate import MigrationState
from mlbcore.errors import ConfigurationError, ExitCode, SchemaError
from mlbcore.ops.check import Check, problem, worst_code
from mlbcore.ops.verdicts import (
    disk_check,
    driver_check,
    python_check,
    schema_check,
    skew_check,
    success_check,
    version_check,
)
from mlbcore.settings import MonitoringSettings

LIMITS = MonitoringSettings(disk_warning=80, disk_problem=90)


@pytest.mark.parametrize(
    ("version", "state"),
    [(9, "problem"), (14, "problem"), (15, "ok"), (18, "ok"), (19, "warning")],
)
def test_postgresql_15_to_18_are_known_to_work(version: int, state: str) -> None:
    assert version_check(version, "mlb on here:5432").state == state


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10, 14), "problem"), ((3, 11, 0), "ok"), ((3, 13, 1), "ok")]
)
def test_python_3_11_is_the_oldest(version: tuple[int, ...], state: str) -> None:
    assert python_check(version).state == state


@pytest.mark.parametrize(
    ("implementation", "state"), [("binary", "ok"), ("c", "ok"), ("python", "warning")]
)
def test_the_slow_driver_is_told(implementation: str, state: str) -> None:
    assert driver_check("3.3.9", implementation).state == state


@given(used=st.integers(0, 1000))
def test_a_disk_is_judged_by_what_is_used(used: int) -> None:
    check = disk_check(Disk("/data", total=1000, free=1000 - used), LIMITS)
    state = "problem" if used >= 900 else "warning" if used >= 800 else "ok"
    assert check.state == state
    assert bool(check.advice) == (state != "ok")


def test_of_a_folder_that_is_not_visible_here_no_disk_is_told(tmp_path: Path) -> None:
    assert disk_of(tmp_path / "of" / "a" / "container") is None
    assert disk_of(tmp_path) is not None


@given(skew=st.floats(-100, 100))
def test_a_clock_is_judged_by_its_distance_either_way(skew: float) -> None:
    check = skew_check("the server", skew, 5)
    assert check.state == ("ok" if abs(skew) <= 5 else "warning")
    assert ("before" in check.found) == (skew >= 0)


@pytest.mark.parametrize(("hours", "state"), [(1, "ok"), (24, "ok"), (25, "warning")])
def test_a_source_is_stale_after_so_many_hours(hours: int, state: str) -> None:
    check = success_check(SuccessAge("sbr", "moneyline", hours * 3600), 24)
    assert (check.name, check.state) == ("source sbr/moneyline", state)


def migration(number: int, state: str) -> MigrationState:
    return MigrationState(
        namespace="core", id=f"{number:04}_x", state=state, checksum="", applied_at=None
    )


def test_what_is_left_to_migrate_is_named_with_what_to_do() -> None:
    assert schema_check([migration(1, "applied"), migration(2, "orphaned")]).state == "ok"
    left = schema_check([migration(n, "pending") for n in range(1, 6)])
    assert left.found == (
        "core/0001_x is pending, core/0002_x is pending, core/0003_x is pending and 2 more"
    )
    assert left.advice == "mlbcore migrate up"
    changed = schema_check([migration(1, "changed"), migration(2, "pending")])
    assert changed.advice == "mlbcore migrate validate says what to do"


def test_the_exit_code_is_that_of_what_comes_first() -> None:
    database = problem("migrations", SchemaError(), "")
    setting = problem("settings", ConfigurationError("x"), "")
    warned = Check(name="disk", state="warning", found="", exit_code=ExitCode.DATABASE)
    assert worst_code([Check(name="mlbcore", found=""), warned]) == 0
    assert worst_code([warned, database]) == 5
    assert worst_code([setting, database]) == 6
