"""Signals and arbitrages at the prompt, with what each rests on."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import psycopg
import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
DAY = ("--date", "2025-07-02")


@pytest.fixture
def url(dsn: str, poll: Callable[[str], None]) -> dict[str, str]:
    poll(dsn)
    return {"MLBCORE_DATABASE_URL": dsn}


def test_every_signal_says_the_stored_rows_it_rests_on(mlbcore: Run, url: dict[str, str]) -> None:
    told = json.loads(mlbcore("signals", *DAY, "--format", "json", **url).stdout)
    assert {"sharp_action", "consensus_fade"} <= {signal["type"] for signal in told}
    with psycopg.connect(url["MLBCORE_DATABASE_URL"]) as connection:
        for signal in told:
            for row in signal["evidence"]:
                view = "price" if row["history"] == "quote" else "public_money"
                (found,) = connection.execute(
                    f"SELECT count(*) FROM {view} WHERE game = %s AND book = %s AND market = %s"
                    " AND side = %s AND phase = %s AND payload = %s",
                    [
                        signal["game"],
                        row["book"],
                        signal["market"],
                        row["side"],
                        row["phase"],
                        row["payload"],
                    ],
                ).fetchall()[0]
                assert found == 1


def test_signals_are_stored_once_with_their_evidence(mlbcore: Run, url: dict[str, str]) -> None:
    first, second = (mlbcore("signals", *DAY, "--save", **url).stderr for _ in range(2))
    assert first != second
    assert second.startswith("0 of ")
    with psycopg.connect(url["MLBCORE_DATABASE_URL"]) as connection:
        bare = connection.execute(
            "SELECT count(*) FROM signal s WHERE NOT EXISTS"
            " (SELECT FROM evidence e WHERE e.signal = s.id)"
        ).fetchone()
    assert bare == (0,)


def test_nothing_is_told_as_of_a_time_before_anything_was_shown(
    mlbcore: Run, url: dict[str, str]
) -> None:
    early = ("--as-of", "2025-01-01T00:00:00Z", "--format", "json")
    assert json.loads(mlbcore("signals", *DAY, *early, **url).stdout) == []


def test_signals_can_be_asked_for_by_kind_and_strength(mlbcore: Run, url: dict[str, str]) -> None:
    asked = ("--type", "sharp_action", "--strength", "0.6", "--format", "json")
    told = json.loads(mlbcore("signals", *DAY, *asked, **url).stdout)
    assert told
    assert all(row["type"] == "sharp_action" and row["strength"] >= 0.6 for row in told)


def test_a_day_read_after_it_was_played_has_no_arbitrage_to_take(
    mlbcore: Run, url: dict[str, str]
) -> None:
    done = mlbcore("arbitrage", *DAY, "--format", "json", **url)
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_movement_is_told_from_the_opener_to_the_close(mlbcore: Run, url: dict[str, str]) -> None:
    asked = ("--market", "moneyline", "--magnitude", "major", "--format", "json")
    told = json.loads(mlbcore("movement", *DAY, *asked, **url).stdout)
    assert told
    for row in told:
        assert abs(row["cents"]) >= 25
        assert row["toward"] == pytest.approx(row["no_vig"] - row["open_no_vig"], abs=2e-6)
        assert row["direction"] == ("up" if row["toward"] > 0 else "down")
