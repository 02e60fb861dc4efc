"""``doctor`` tells what is wrong, whatever else is broken, and what to do."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest

from mlbcore import settings
from mlbcore.ops.asked import online_checks
from mlbcore.ops.check import Check
from mlbcore.plugins import discover

Command = Callable[..., subprocess.CompletedProcess[str]]


class Source:
    """Replies with one status, at a time of its own."""

    def __init__(self) -> None:
        self.status, self.ahead, self.asked = 200, 0.0, 0
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                source.asked += 1
                self.send_response_only(source.status)
                self.send_header("Date", formatdate(source.now(), usegmt=True))
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Nothing on stderr."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def now(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def source(serving: Callable[[ThreadingHTTPServer], None]) -> Source:
    made = Source()
    serving(made.server)
    return made


def told(run: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    """The rows by name."""
    return {row["name"]: row for row in json.loads(run.stdout)}


def test_a_place_where_nothing_was_done_yet_has_no_problem_and_stays_empty(
    mlbcore: Command, home: Path
) -> None:
    run = mlbcore("doctor", "--format", "json")
    rows = told(run)
    assert run.returncode == 0, run.stderr
    assert {row["state"] for row in rows.values()} <= {"ok", "warning"}
    assert rows["server"]["found"].startswith("none yet")
    assert {"mlbcore", "Python", "psycopg", "plugin mlb", "settings", "disk"} <= rows.keys()
    assert not home.exists()


def test_a_migrated_server_is_all_well(mlbcore: Command, dsn: str) -> None:
    run = mlbcore("doctor", "--format", "json", MLBCORE_DATABASE_URL=dsn)
    rows = told(run)
    assert run.returncode == 0, run.stdout
    assert rows["server"]["found"].startswith("PostgreSQL ")
    assert rows["migrations"]["found"].startswith("all ")
    assert rows["clock of the server"]["state"] == "ok"


def test_a_schema_that_lacks_is_a_problem_of_the_database(mlbcore: Command, empty_dsn: str) -> None:
    run = mlbcore("doctor", "--format", "json", MLBCORE_DATABASE_URL=empty_dsn)
    assert run.returncode == 5
    assert told(run)["migrations"]["advice"] == "mlbcore migrate up"


def test_a_server_that_is_down_is_a_row_without_its_password(mlbcore: Command) -> None:
    url = "postgresql://me:geheim@127.0.0.1:1/mlb"
    run = mlbcore("doctor", "--format", "json", MLBCORE_DATABASE_URL=url)
    assert run.returncode == 5
    assert told(run)["server"]["state"] == "problem"
    assert "geheim" not in run.stdout + run.stderr


def test_wrong_settings_are_a_row_and_the_rest_is_told(mlbcore: Command) -> None:
    run = mlbcore("doctor", "--format", "json", MLBCORE_SCRAPING_RETRIES="many")
    rows = told(run)
    assert run.returncode == 6
    assert "scraping.retries" in rows["settings"]["found"]
    assert rows["plugin mlb"]["state"] == "ok"


def test_a_broken_plugin_is_a_problem(
    mlbcore: Command, installed: Callable[[str, str], dict[str, str]]
) -> None:
    run = mlbcore("doctor", "--format", "json", **installed("bad", "raise ValueError('no')"))
    assert run.returncode == 6
    assert "ValueError: no" in told(run)["plugin bad"]["found"]


def test_what_stands_in_brackets_is_shown_in_a_table(mlbcore: Command) -> None:
    run = mlbcore("doctor", PSYCOPG_IMPL="python")
    assert "pip install 'psycopg[binary]'" in run.stdout


def test_a_source_that_was_read_long_ago_is_a_warning(mlbcore: Command, dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("INSERT INTO source VALUES (9, 'far')")
        connection.execute("INSERT INTO run VALUES ('00000000-0000-0000-0000-000000000000', now())")
        connection.execute(
            "INSERT INTO unit SELECT 9, 'pages', '2025-07-02', id, 'success', 0, 0, 0, 0, 0, 0, 0,"
            " '', now() - interval '30 hours', true FROM run"
        )
    run = mlbcore("doctor", "--format", "json", MLBCORE_DATABASE_URL=dsn)
    row = told(run)["source far/pages"]
    assert (row["state"], row["found"]) == ("warning", "last success 30.0 h ago")
    assert run.returncode == 0


def online(source: Source, monkeypatch: pytest.MonkeyPatch) -> dict[str, Check]:
    """The rows of the source ``mlb``, asked online."""
    monkeypatch.setenv("MLBCORE_MLB_BASE_URL", source.url)
    plugins = discover(frozenset({"mlb"}))
    found = settings.load(plugins.settings)
    return {check.name: check for check in online_checks(found, plugins.collectors)}


def test_online_a_source_is_asked_once(
    source: Source, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = online(source, monkeypatch)
    assert rows["source mlb online"].state == "ok"
    assert rows["clock of mlb"].state == "ok"
    assert source.asked == 1


def test_a_source_whose_clock_is_another_is_a_warning(
    source: Source, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.ahead = 3600
    row = online(source, monkeypatch)["clock of mlb"]
    assert row.state == "warning"
    assert "before this machine's" in row.found


def test_a_source_that_fails_is_a_problem_after_one_request(
    source: Source, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.status = 503
    row = online(source, monkeypatch)["source mlb online"]
    assert (row.state, row.exit_code, source.asked) == ("problem", 4, 1)


def test_a_source_that_is_not_enabled_is_not_asked(
    source: Source, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLBCORE_MLB_ENABLED", "false")
    assert online(source, monkeypatch) == {}
    assert source.asked == 0


def test_the_migrations_of_a_plugin_that_cannot_be_read_are_a_problem(
    mlbcore: Command, dsn: str, installed: Callable[[str, str], dict[str, str]], tmp_path: Path
) -> None:
    (tmp_path / "odd.sql").write_text("SELECT 1")
    code = (
        "from pathlib import Path\nfrom mlbcore import hookimpl\n"
        f"@hookimpl\ndef mlbcore_migrations(): return Path({str(tmp_path)!r})\n"
    )
    run = mlbcore("doctor", "--format", "json", MLBCORE_DATABASE_URL=dsn, **installed("odd", code))
    assert run.returncode == 5
    found = [row["found"] for row in json.loads(run.stdout) if row["name"] == "migrations"]
    assert any("odd.sql" in told for told in found)
