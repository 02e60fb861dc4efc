"""``mlbcore odds`` as a user types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest


def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
    """One command, in a process that has no database and cannot reach one."""
    return subprocess.run(
        [sys.executable, "-m", "mlbcore", "odds", *arguments],
        env=os.environ | {"MLBCORE_DATABASE_URL": "postgresql://127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def rows(*arguments: str) -> Any:
    done = ask(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_price_is_shown_in_every_format() -> None:
    shown = rows("convert", "-110", "+150", "1.91", "6/4", "evens", "40%")
    assert [row["american"] for row in shown] == [-110, 150, -110, 150, 100, 150]
    assert [row["price"] for row in shown] == ["-110", "+150", "1.91", "6/4", "evens", "40%"]
    assert shown[0]["decimal"] == pytest.approx(21 / 11)
    assert rows("convert", "-0.5", "--from", "malay")[0]["american"] == 200


def test_a_table_is_short_and_json_is_whole() -> None:
    assert "1.90909 " in ask("convert", "-110").stdout
    assert rows("convert", "-110")[0]["decimal"] == 21 / 11


def test_a_market_is_shown_without_vig() -> None:
    one, other = rows("devig", "-150", "+130", "--method", "power")
    assert one["fair"] + other["fair"] == pytest.approx(1)
    assert one["overround"] == pytest.approx(0.6 + 1 / 2.3 - 1)
    assert one["hold"] == pytest.approx(1 - 1 / (0.6 + 1 / 2.3))
    assert one["no_vig"] == -other["no_vig"]


def test_stakes_are_told_for_one_bet_and_for_several() -> None:
    assert rows("kelly", "+100", "0.6", "--bankroll", "1000")[0]["stake"] == pytest.approx(200)
    assert rows("kelly", "+100", "60%", "--fraction", "0.25")[0]["share"] == pytest.approx(0.05)
    exclusive = rows("kelly", "2.1", "0.5", "1.9", "0.48", "--exclusive")
    assert [row["share"] for row in exclusive] == pytest.approx([1 / 22, 0])
    apart = rows("kelly", "2.1", "0.5", "1.9", "0.58")
    assert 0 < sum(row["share"] for row in apart) < 1 / 22 + 0.12


def test_an_arbitrage_is_staked_and_none_is_said_to_be_none() -> None:
    found = rows("arbitrage", "a:home:2.1", "b:away:41/21", "--bankroll", "1000", "--unit", "5")
    assert {row["book"] for row in found} == {"a", "b"}
    assert sum(row["stake"] for row in found) == pytest.approx(1000)
    assert all(row["rounded"] % 5 == 0 for row in found)
    none = ask("arbitrage", "a:home:-110:-1.5", "b:away:+300:-1.5", "--format", "json")
    assert (none.returncode, json.loads(none.stdout)) == (0, [])
    assert "no arbitrage" in none.stderr


def test_a_parlay_is_rounded_once_and_a_push_drops_out() -> None:
    assert rows("parlay", "-110", "PUSH", "Void", "-110")[0]["american"] == 264
    robin = rows("parlay", "-110", "+150", "+200", "--size", "2")
    assert [row["legs"] for row in robin] == [["-110", "+150"], ["-110", "+200"], ["+150", "+200"]]


def test_a_parlay_has_the_same_columns_in_every_form() -> None:
    (row,) = rows("parlay", "-110", "6/4")
    header, line = ask("parlay", "-110", "6/4", "--format", "csv").stdout.splitlines()
    assert header.split(",") == list(row)
    assert line.count(",") == header.count(",") + 1  # within the quoted legs


def test_a_run_line_that_moved_needs_no_side() -> None:
    moved = ("clv", "-110", "-110", "--against", "-110", "--line", "-1.5", "--close-line", "-2.5")
    home, away = (rows(*moved, "--side", side)[0]["expected_value"] for side in ("home", "away"))
    assert rows(*moved)[0]["expected_value"] == pytest.approx((home + away) / 2)


def test_a_mistyped_option_is_called_one() -> None:
    for typed in ("convert -110 --fmt json", "parlay -110 --sise=2", "kelly -110 0.5 -x"):
        done = ask(*typed.split())
        assert done.returncode == 2
        assert "No such option" in done.stderr
    assert "'nan' is not a price like" in ask("convert", "nan").stderr
    assert "'' is not a price like" in ask("convert", "").stderr


def test_closing_line_value_has_all_four_measures() -> None:
    (value,) = rows("clv", "+150", "+130", "--against", "-150")
    assert value["cents"] == 20
    assert value["ratio"] == pytest.approx(0.08696, abs=1e-5)
    assert value["points"] == pytest.approx(0.03478, abs=1e-5)
    assert value["expected_value"] == pytest.approx(0.05042, abs=1e-5)
    moved = ("clv", "-110", "-110", "--against", "-110", "--line", "8", "--close-line", "8.5")
    assert (
        rows(*moved)[0]["expected_value"] > 0 > rows(*moved, "--side", "under")[0]["expected_value"]
    )


def test_a_middle_is_shown_number_by_number() -> None:
    outcomes = rows("middle", "a:under:-110:9", "b:over:-110:8")
    assert [(row["low"], row["over"], row["under"]) for row in outcomes] == [
        (None, "loss", "win"),
        (8, "push", "win"),
        (9, "win", "push"),
        (10, "win", "loss"),
    ]
    stakes = outcomes[0]["over_stake"], outcomes[0]["under_stake"]
    assert stakes == pytest.approx((50, 50))
    assert "no middle" in ask("middle", "a:over:-110:9", "b:under:-110:8").stderr


@pytest.mark.parametrize(
    "wrong",
    [
        "convert +50",
        "convert 0.9",
        "convert nan",
        "convert -1O5",
        "convert",
        "devig 1.9",
        "devig 1.01 26 101 --method goto",
        "kelly -110",
        "kelly -110 1.2",
        "kelly -110 0.5 --fraction 2",
        "kelly -110 0.5 +120 0.5 --cap 0.1",
        "arbitrage home:-110",
        "arbitrage a:home:-110:x",
        "parlay push",
        "parlay -110 -110 --size 3",
        "clv -110 -110 --line 8",
        "clv -110 -110 --line 8 --close-line 8.5",
        "clv -110 -110 --against -110 --line nan --close-line 8.5",
        "kelly -110 0.6 --bankroll nan",
        "kelly -110 0.6 --bankroll inf",
        "kelly -110 0.6 --bankroll -100",
        "kelly -110 0.6 --push nan",
        "arbitrage a:home:+120 b:away:+120 --bankroll nan",
        "arbitrage a:home:+120 b:away:+120 --unit 0",
        "arbitrage a:home:+120:nan b:away:+120:1",
        "middle a:over:-110:1 b:under:-110:2000000",
        "middle a:over:-110:8 b:under:-110:9 --bankroll inf",
        "middle a:over:-110 b:under:-110:9",
        "middle a:home:-110:1 b:under:-110:9",
    ],
)
def test_a_value_that_cannot_be_is_exit_2_and_one_line(wrong: str) -> None:
    done = ask(*wrong.split())
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    "start",
    [
        "import mlbcore.odds",
        "from mlbcore.cli import cli; cli(['odds', 'convert', '-110'], standalone_mode=False)",
    ],
)
def test_it_starts_without_a_database_driver_or_numpy(start: str) -> None:
    heavy = "{'psycopg', 'pluggy', 'httpx2', 'numpy'}"
    code = f"import sys; {start}; sys.exit(bool({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == 0
