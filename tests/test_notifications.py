"""People are told once, not too often, not at night, and again where telling failed."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier
from uuid import uuid4

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlbcore.db.pool import Database
from mlbcore.errors import ConfigurationError
from mlbcore.models import EASTERN
from mlbcore.ops.destinations import Recipient, destinations
from mlbcore.ops.notices import Notice
from mlbcore.ops.notifying import LINES, Notifier, is_quiet
from mlbcore.settings import NotificationSettings, Secret

Mlbcore = Callable[..., "subprocess.CompletedProcess[str]"]
NOW = dt.datetime(2025, 7, 2, 16, tzinfo=dt.UTC)
NIGHT = NotificationSettings(quiet_from=23, quiet_to=7)
OFTEN = NotificationSettings(max_per_hour=100)


class Inbox:
    """A real endpoint: the bodies it was sent, and how it answers."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.messages = 0
        self.status = 200
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if inbox.status == 200:
                    inbox.messages += 1
                    inbox.lines += told["message"].splitlines()
                self.send_response(inbox.status)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: what counts is what arrived."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://me:geheim@127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def inbox(serving: Callable[[ThreadingHTTPServer], None]) -> Inbox:
    opened = Inbox()
    serving(opened.server)
    return opened


def place(inbox: Inbox) -> Recipient:
    return destinations([Secret(inbox.url)])[0]


def some(*names: object) -> list[Notice]:
    return [Notice(key=f"key {name}", text=f"text {name}") for name in names]


class Clock:
    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


def notifier(
    database: Database, clock: Clock | None = None, chosen: NotificationSettings = OFTEN
) -> Notifier:
    return Notifier(database, chosen, clock or Clock(NOW))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 20)), max_size=4))
def test_each_notice_arrives_once_in_whatever_order_and_however_often_it_comes(
    database: Database, inbox: Inbox, rounds: list[list[int]]
) -> None:
    sender = notifier(database)
    here = evolve(place(inbox), digest=str(uuid4()))
    inbox.lines.clear()
    for numbers in rounds:
        sender.deliver(here, some(*numbers))
    assert sorted(inbox.lines) == sorted(f"text {n}" for n in {n for r in rounds for n in r})


def test_two_processes_do_not_both_send(database: Database, inbox: Inbox) -> None:
    here, ready = place(inbox), Barrier(4)

    def send() -> int:
        ready.wait()
        return notifier(database).deliver(here, some(1, 2, 3)).sent

    with ThreadPoolExecutor(4) as threads:
        sent = [future.result() for future in [threads.submit(send) for _ in range(4)]]
    assert sorted(sent) == [0, 0, 0, 3]
    assert inbox.lines == ["text 1", "text 2", "text 3"]


def test_what_fails_is_reported_and_sent_the_next_time(database: Database, inbox: Inbox) -> None:
    sender, here = notifier(database), place(inbox)
    inbox.status = 503
    refused = sender.deliver(here, some(1, 2))
    assert (refused.sent, refused.waiting, refused.failed) == (0, 2, True)
    assert "error=503" in refused.reason
    inbox.status = 200
    assert sender.deliver(here, some(1, 2)).sent == 2


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("json://geheim-me:geheim@127.0.0.1:1/geheim-path", "Connection refused"),
        ("json://127.0.0.1:1/?X-Token=geheim", "Connection refused"),
        ("mailto://geheim-me:geheim@example.com?smtp=127.0.0.1&port=1", "Connection refused"),
    ],
)
def test_why_a_message_was_not_taken_is_told_without_the_address(
    database: Database, url: str, why: str, capfd: pytest.CaptureFixture[str]
) -> None:
    told = notifier(database).deliver(destinations([Secret(url)])[0], some(1))
    assert (told.failed, told.waiting) == (True, 1)
    assert why in told.reason
    assert "geheim" not in told.reason + "".join(capfd.readouterr())


def test_another_destination_is_told_though_the_first_fails(
    database: Database, inbox: Inbox
) -> None:
    first, second = destinations([Secret("json://127.0.0.1:1/nobody"), Secret(inbox.url)])
    sender = notifier(database)
    assert [sender.deliver(one, some(1)).failed for one in (first, second)] == [True, False]
    assert inbox.lines == ["text 1"]


def test_more_messages_than_an_hour_may_have_wait_for_the_next(
    database: Database, inbox: Inbox
) -> None:
    clock = Clock(NOW)
    sender, here = notifier(database, clock, NotificationSettings(max_per_hour=2)), place(inbox)
    held = sender.deliver(here, some(*range(3 * LINES)))
    assert (held.sent, held.waiting, inbox.messages) == (2 * LINES, LINES, 2)
    assert held.reason.startswith("2 messages in the last hour")
    assert not held.failed
    clock.now += dt.timedelta(minutes=59)
    assert sender.deliver(here, some(*range(3 * LINES))).sent == 0
    clock.now += dt.timedelta(minutes=2)
    assert sender.deliver(here, some(*range(3 * LINES))).sent == LINES
    assert len(inbox.lines) == len(set(inbox.lines)) == 3 * LINES


def test_what_was_sent_is_sent_again_only_after_the_days_of_retention(
    database: Database, inbox: Inbox
) -> None:
    clock = Clock(NOW)
    sender, here = notifier(database, clock, NotificationSettings(retention_days=7)), place(inbox)
    sender.deliver(here, some(1))
    clock.now += dt.timedelta(days=7, seconds=-1)
    assert sender.deliver(here, some(1)).sent == 0
    clock.now += dt.timedelta(seconds=1)
    assert sender.deliver(here, some(1)).sent == 1


def test_what_comes_in_quiet_hours_is_sent_after_them(database: Database, inbox: Inbox) -> None:
    clock = Clock(dt.datetime(2025, 7, 2, 23, 30, tzinfo=EASTERN))
    sender, here = notifier(database, clock, NIGHT), place(inbox)
    held = sender.deliver(here, some(1))
    assert (held.sent, held.waiting, held.reason) == (0, 1, "quiet until 7:00 US Eastern")
    clock.now = dt.datetime(2025, 7, 3, 7, tzinfo=EASTERN)
    assert sender.deliver(here, some(1)).sent == 1


@pytest.mark.parametrize(
    ("hour", "minute", "silent"),
    [(22, 59, False), (23, 0, True), (0, 0, True), (6, 59, True), (7, 0, False), (12, 0, False)],
)
def test_quiet_hours_may_go_over_midnight(hour: int, minute: int, silent: bool) -> None:
    assert is_quiet(NIGHT, dt.datetime(2025, 7, 2, hour, minute, tzinfo=EASTERN)) == silent


@pytest.mark.parametrize(
    ("day", "hours"), [((2025, 3, 8), 7), ((2025, 11, 1), 9), ((2025, 7, 2), 8)]
)
def test_a_night_in_which_the_clock_changes_is_an_hour_shorter_or_longer(
    day: tuple[int, int, int], hours: int
) -> None:
    noon = dt.datetime(*day, 12, tzinfo=EASTERN).astimezone(dt.UTC)
    minutes = [noon + dt.timedelta(minutes=each) for each in range(24 * 60)]
    assert sum(is_quiet(NIGHT, each) for each in minutes) == hours * 60


@given(st.integers(0, 23), st.datetimes(timezones=st.just(dt.UTC)))
def test_the_same_hour_twice_is_never_quiet(hour: int, now: dt.datetime) -> None:
    assert not is_quiet(NotificationSettings(quiet_from=hour, quiet_to=hour), now)


def test_without_an_address_nobody_can_be_told() -> None:
    with pytest.raises(ConfigurationError, match="notifications.urls is not set"):
        destinations([])


def test_a_destination_does_not_show_its_address(inbox: Inbox) -> None:
    assert "geheim" not in repr(place(inbox)) + place(inbox).name


@pytest.mark.slow
def test_the_command_sends_signals_and_failures_once_and_shows_no_secret(
    mlbcore: Mlbcore, inbox: Inbox
) -> None:
    nobody = {f"MLBCORE_{name}_BASE_URL": "http://127.0.0.1:1" for name in ("MLB", "SBR", "ACTION")}
    mlbcore("demo")
    mlbcore(
        "run",
        "--date",
        "2025-07-02",
        "--again",
        "--source",
        "sbr",
        MLBCORE_SCRAPING_RETRIES="0",
        **nobody,
    )
    asked = ("notify", "--date", "2025-07-02", "--format", "json")
    told = {"MLBCORE_NOTIFICATIONS_URLS": f"{inbox.url};json://geheim@127.0.0.1:1"}
    rehearsed = mlbcore(*asked, "--dry-run", **told)
    assert inbox.messages == 0
    first, again = mlbcore(*asked, **told), mlbcore(*asked, **told)
    outputs = [one.stdout + one.stderr for one in (rehearsed, first, again)]
    assert "geheim" not in "".join(outputs)
    planned = [row["text"] for row in json.loads(rehearsed.stdout) if row["destination"][0] == "1"]
    assert inbox.lines == planned
    assert any("sbr/money-line of 2025-07-02 failed" in line for line in planned)
    assert any("sharp_action on moneyline away, strength 0.77" in line for line in planned)
    assert [row["sent"] for row in json.loads(first.stdout)] == [len(planned), 0]
    assert [row["sent"] for row in json.loads(again.stdout)] == [0, 0]
    assert (rehearsed.returncode, first.returncode) == (0, 3)


@pytest.mark.slow
def test_a_watch_tells_after_each_poll(mlbcore: Mlbcore, inbox: Inbox) -> None:
    done = mlbcore(
        "watch",
        "--date",
        "2025-07-02",
        "--source",
        "sbr",
        "--notify",
        MLBCORE_SCRAPING_RETRIES="0",
        MLBCORE_SBR_BASE_URL="http://127.0.0.1:1",
        MLBCORE_NOTIFICATIONS_URLS=inbox.url,
    )
    assert (done.returncode, "told 1 (JSON): 3 sent, 0 waiting" in done.stderr) == (0, True)
    assert all("of 2025-07-02 failed" in line for line in inbox.lines)


def test_without_an_address_the_command_says_so(mlbcore: Mlbcore) -> None:
    done = mlbcore("notify")
    assert (done.returncode, "notifications.urls" in done.stderr) == (6, True)
