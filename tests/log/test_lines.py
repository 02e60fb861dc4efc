"""What a line says, and which lines there are."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from loguru import logger

from mlbcore import log
from mlbcore.errors import ConfigurationError
from mlbcore.log.events import AttemptFailed, QueryFinished, ReplicaPassedOver, RequestAnswered
from mlbcore.scope import bound, within
from mlbcore.settings import LoggingSettings

Logged = Callable[..., Callable[[], list[dict[str, Any]]]]
FAILED = AttemptFailed(reason="503", wait=1.5)


def test_an_event_is_one_flat_object_with_its_fields_and_its_scope(logged: Logged) -> None:
    lines = logged()
    with within(correlation_id="c", run_id="r", unit="mlb/schedule/2025-07-02"):
        log.tell(FAILED)
    (line,) = lines()
    assert dt.datetime.fromisoformat(line.pop("time")).utcoffset() == dt.timedelta(0)
    assert line == {
        "level": "INFO",
        "component": "core",
        "correlation_id": "c",
        "run_id": "r",
        "unit": "mlb/schedule/2025-07-02",
        "event": "attempt_failed",
        "reason": "503",
        "wait": 1.5,
        "thread": "MainThread",
        "message": "503; again in 1.5 s",
    }


def test_a_thread_has_the_scope_of_who_gave_it_its_work(logged: Logged) -> None:
    lines = logged()
    with ThreadPoolExecutor(4) as pool:
        for number in range(20):
            with within(run_id="r", unit=str(number)):
                pool.submit(bound(log.tell), AttemptFailed(reason=str(number), wait=0))
    told = [(line["unit"], line["run_id"]) for line in lines()]
    assert sorted(told) == sorted((line["reason"], "r") for line in lines())
    assert len({unit for unit, _ in told}) == 20


def test_nothing_is_heard_below_the_level(logged: Logged) -> None:
    lines = logged(level="WARNING")
    log.tell(FAILED)
    assert lines() == []


def test_a_component_may_have_a_level_of_its_own(logged: Logged) -> None:
    lines = logged(level="ERROR", levels={"database": "DEBUG", "mlb": "INFO"})
    log.tell(FAILED)
    log.tell(ReplicaPassedOver(place="p", reason="r"))
    logging.getLogger("mlbcore_mlb.schedule").info("from a plugin")
    logging.getLogger("mlbcore_sbr.day").info("from another")
    assert [line["component"] for line in lines()] == ["database", "mlb"]


@pytest.mark.parametrize(
    ("seconds", "speed", "level"),
    [
        (0.0499, "fast", "DEBUG"),
        (0.05, "normal", "DEBUG"),
        (0.5, "slow", "INFO"),
        (2.5, "very_slow", "WARNING"),
    ],
)
def test_how_slow_an_operation_is_follows_from_the_setting(
    logged: Logged, seconds: float, speed: str, level: str
) -> None:
    lines = logged(slow_ms=500)
    log.tell(RequestAnswered(url="u", http_status=200, size=1, seconds=seconds))
    (line,) = lines()
    assert (line["speed"], line["level"], line["seconds"]) == (speed, level, seconds)
    assert log.hears_of(seconds)


@pytest.mark.parametrize(
    ("level", "slow"), [("WARNING", 5.0), ("INFO", 1.0), ("DEBUG", 0.0), ("ERROR", None)]
)
def test_what_is_too_frequent_is_told_only_from_when_on_it_is_heard(
    logged: Logged, level: str, slow: float | None
) -> None:
    logged(level=level)
    heard = [seconds for seconds in (0.0, 1.0, 5.0) if log.hears_of(seconds)]
    assert heard == ([] if slow is None else [s for s in (0.0, 1.0, 5.0) if s >= slow])


def test_the_standard_library_is_captured_with_its_traceback(logged: Logged) -> None:
    lines = logged()
    try:
        int("password=geheim")
    except ValueError:
        logging.getLogger("somebody.else").exception("it {failed} %s", "badly")
    (line,) = lines()
    assert (line["level"], line["logger"], line["component"]) == (
        "ERROR",
        "somebody.else",
        "library",
    )
    assert line["message"] == "it {failed} badly"
    assert "password=MASKED" in line["traceback"]


def test_a_message_that_does_not_fit_its_arguments_is_logged_as_it_is(logged: Logged) -> None:
    lines = logged()
    logging.getLogger("x").warning("%d games", "many")
    assert [line["message"] for line in lines()] == ["%d games ('many',)"]


def test_what_a_plugin_asks_loguru_itself_is_heard_too(logged: Logged) -> None:
    lines = logged()
    logger.warning("directly")
    assert [(line["message"], line["logger"]) for line in lines()] == [("directly", __name__)]


def test_what_the_drivers_log_is_told_by_errors_of_ours(logged: Logged) -> None:
    lines = logged()
    logging.getLogger("psycopg.pool").warning("error connecting")
    assert [line["level"] for line in lines()] == ["DEBUG"]


def test_a_secret_is_in_no_field_of_a_line(logged: Logged) -> None:
    lines = logged()
    with within(url="http://u:geheim@h/"):
        log.tell(AttemptFailed(reason="GET /?api_key=geheim", wait=0))
        log.tell(QueryFinished(query="SELECT 1 -- postgresql://me:geheim@h/d", seconds=0))
        logging.getLogger("x").error("Authorization: Bearer geheim")
    assert len(lines()) == 3
    assert "geheim" not in str(lines())


def test_a_file_that_cannot_be_opened_is_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match=r"logging\.file: .*/file/log"):
        log.configure(LoggingSettings(file=str(tmp_path / "file" / "log")))


def test_people_get_lines_and_programs_get_json(
    capfd: pytest.CaptureFixture[str], logged: Logged
) -> None:
    with within(unit="mlb/schedule/2025-07-02"):
        logged(file="", format="text")
        log.tell(AttemptFailed(reason="one\ntwo", wait=0))
        logged(file="", format="json")
        log.tell(FAILED)
    text, line = capfd.readouterr().err.splitlines()
    assert text[8:] == " INFO    core: one two; again in 0.0 s [mlb/schedule/2025-07-02]"
    assert line.startswith('{"time": ')


def test_with_a_file_only_warnings_go_to_stderr(
    capfd: pytest.CaptureFixture[str], logged: Logged
) -> None:
    lines = logged()
    log.tell(FAILED)
    logging.getLogger("x").warning("look")
    assert [line["message"] for line in lines()] == [FAILED.said, "look"]
    assert [line.count("look") for line in capfd.readouterr().err.splitlines()] == [1]


def test_nobody_hears_anything_before_it_is_configured(capfd: pytest.CaptureFixture[str]) -> None:
    log.tell(FAILED)
    assert not log.hears("CRITICAL")
    assert capfd.readouterr().err == ""
