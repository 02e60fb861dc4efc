"""From a figure to what a doctor says of it."""

from __future__ import annotations

from collections.abc import Sequence

from mlbcore.db.disk import Disk
from mlbcore.db.figures import SuccessAge
from mlbcore.db.migrate import MigrationState
from mlbcore.errors import ExitCode
from mlbcore.ops.check import Check
from mlbcore.settings import MonitoringSettings

OLDEST_PYTHON = (3, 11)
OLDEST, NEWEST = 15, 18
HOUR, GIGABYTE = 3600, 1e9
SHOWN = 3


def python_check(version: Sequence[int]) -> Check:
    found = ".".join(map(str, version))
    if tuple(version) >= OLDEST_PYTHON:
        return Check(name="Python", found=found)
    advice = "install Python 3.11 or newer"
    code = ExitCode.CONFIGURATION
    return Check(name="Python", state="problem", found=found, advice=advice, exit_code=code)


def driver_check(version: str, implementation: str) -> Check:
    """Without the binary wheel psycopg is pure Python: it works, but reads take longer."""
    found = f"{version}, {implementation}"
    if implementation != "python":
        return Check(name="psycopg", found=found)
    advice = "pip install 'psycopg[binary]': without it reads are 7 times slower"
    return Check(name="psycopg", state="warning", found=found, advice=advice)


def version_check(version: int, place: str) -> Check:
    """Of PostgreSQL, by its major version."""
    found = f"PostgreSQL {version}, {place}"
    if version < OLDEST:
        advice = f"move to PostgreSQL {OLDEST} to {NEWEST}"
        return _database_problem("server", found, advice)
    if version > NEWEST:
        advice = f"versions {OLDEST} to {NEWEST} are tested: this may work"
        return Check(name="server", state="warning", found=found, advice=advice)
    return Check(name="server", found=found)


def skew_check(whose: str, skew: float, limit: float) -> Check:
    """A clock beside this machine's, in seconds before it."""
    found = f"{abs(skew):.1f} s {'before' if skew >= 0 else 'behind'} this machine's"
    if abs(skew) <= limit:
        return Check(name=f"clock of {whose}", found=found)
    advice = "set both by NTP: prices of two clocks cannot be put in an order"
    return Check(name=f"clock of {whose}", state="warning", found=found, advice=advice)


def disk_check(disk: Disk, limits: MonitoringSettings) -> Check:
    percent = 100 * (disk.total - disk.free) / disk.total
    found = f"{percent:.0f} % used, {disk.free / GIGABYTE:.1f} GB free at {disk.folder}"
    advice = "make room: `mlbcore db stats` shows what takes it"
    if percent >= limits.disk_problem:
        return _database_problem("disk", found, advice)
    if percent >= limits.disk_warning:
        return Check(name="disk", state="warning", found=found, advice=advice)
    return Check(name="disk", found=found)


def schema_check(states: Sequence[MigrationState]) -> Check:
    """Of all migrations, those that are not settled."""
    left = [state for state in states if not state.settled]
    if not left:
        return Check(name="migrations", found=f"all {len(states)} applied")
    named = ", ".join(f"{s.namespace}/{s.id} is {s.state}" for s in left[:SHOWN])
    more = f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
    pending = all(state.state == "pending" for state in left)
    advice = "mlbcore migrate up" if pending else "mlbcore migrate validate says what to do"
    return _database_problem("migrations", f"{named}{more}", advice)


def success_check(success: SuccessAge, limit_hours: float) -> Check:
    """When a source last answered in full."""
    hours = success.age / HOUR
    name = f"source {success.source}/{success.collector}"
    found = f"last success {hours:.1f} h ago"
    if hours <= limit_hours:
        return Check(name=name, found=found)
    advice = f"mlbcore run --source {success.source}; `mlbcore units` tells what became of the last"
    return Check(name=name, state="warning", found=found, advice=advice)


def _database_problem(name: str, found: str, advice: str) -> Check:
    code = ExitCode.DATABASE
    return Check(name=name, state="problem", found=found, advice=advice, exit_code=code)
