"""``mlbcore bets`` as a user types it, on the bundled day."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

ATH_TB = 1  # Athletics 5, Rays 6
MORNING = "2025-07-02T09:00:00-04:00"
NOW = f"--at {dt.datetime.now(dt.UTC).isoformat()}"
HOME = "--market moneyline --side home --price -150 --book fanduel"
OVER = "--market total --side over --line 8.5 --price -110 --book draftkings"
Ask = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ask(mlbcore: Ask, dsn: str, poll: Callable[[str], None]) -> Ask:
    """Runs ``mlbcore bets`` on a database that holds the day; keywords are settings."""
    poll(dsn)

    def run(command: str, **betting: str) -> subprocess.CompletedProcess[str]:
        chosen = {f"MLBCORE_BETTING_{name.upper()}": value for name, value in betting.items()}
        return mlbcore("bets", *command.split(), MLBCORE_DATABASE_URL=dsn, **chosen)

    return run


def rows(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_bet_is_placed_settled_and_measured_by_its_close(ask: Ask) -> None:
    (placed,) = rows(ask(f"add {ATH_TB} {HOME} --stake 25 --at {MORNING} --format json"))
    assert (placed["account"], placed["settlement"], placed["close"]) == ("paper", None, None)
    (done,) = rows(ask("settle --as-of 2025-07-03T12:00:00-04:00 --format json"))
    assert (done["settlement"], done["payout"], done["profit"]) == ("win", "41.67", "16.67")
    assert (done["was"], done["settled_at"]) == (None, "2025-07-03T12:00:00-04:00")
    assert (done["against"], done["close"], done["clv_cents"]) == ("fanduel", -215, 65)
    assert done["clv_expected_value"] > 0
    again = ask("settle --format json")
    assert (rows(again), "0 settled, 0 open" in again.stderr) == ([], True)
    (listed,) = rows(ask("list --settled --from 2025-07-02 --to 2025-07-02 --format json"))
    assert listed == {key: value for key, value in done.items() if key != "was"}
    assert rows(ask("list --open --format json")) == []
    assert rows(ask("list --date 2025-07-03 --format json")) == []


def test_a_corrected_score_settles_again_and_says_what_it_was(ask: Ask, dsn: str) -> None:
    rows(ask(f"add {ATH_TB} {HOME} --stake 25 --at {MORNING} --format json"))
    rows(ask("settle --format json"))
    with psycopg.connect(dsn) as connection:
        connection.execute("UPDATE game SET away_score = 9 WHERE id = 1")
    (done,) = rows(ask("settle --format json"))
    assert (done["was"], done["settlement"], done["profit"]) == ("win", "loss", "-25.00")


def test_what_cannot_be_settled_is_named_with_its_reason(ask: Ask) -> None:
    rows(ask(f"add {ATH_TB} {OVER} --period first_five --stake 5 --at {MORNING} --format json"))
    done = ask("settle")
    assert done.returncode == 0
    assert "ATH @ TB on 2025-07-02: the score of first_five is not known" in done.stderr
    assert "0 settled, 1 open" in done.stderr


@pytest.mark.slow
def test_a_summary_tells_the_accounts_apart_with_their_bankrolls(ask: Ask) -> None:
    for typed in (f"{HOME} --stake 25 --note model", f"{OVER} --stake 11 --real"):
        rows(ask(f"add {ATH_TB} {typed} --at {MORNING} --format json"))
    rows(ask("deposit 200 --real --format json"))
    assert rows(ask("deposit -50 --real --format json"))[0]["bankroll"] == "150.00"
    rows(ask("settle --format json"))
    paper, real = rows(ask("summary --format json"))
    assert (paper["account"], paper["won"], paper["bankroll"]) == ("paper", 1, "1016.67")
    assert (real["account"], real["profit"], real["bankroll"]) == ("real", "10.00", "160.00")
    assert rows(ask("summary --format json", bankroll="50"))[0]["bankroll"] == "66.67"
    header, model, unnamed = ask("summary --by note --format csv").stdout.splitlines()
    assert header.startswith("account,note,bets,open,won,lost")
    assert (model[:14], unnamed[:8]) == ("paper,model,1,", "real,,1,")


def test_bets_that_win_together_are_told_of(ask: Ask) -> None:
    rows(ask(f"add {ATH_TB} {HOME} --stake 25 {NOW} --format json"))
    line = "--market run_line --side home --line -1.5 --price +140 --book betmgm"
    assert "it wins together with 1 open" in ask(f"add {ATH_TB} {line} --stake 10 {NOW}").stderr
    (one,) = rows(ask("exposure --format json"))
    assert (one["bets"], one["staked"], one["together"], one["day_staked"]) == (
        2,
        "35.00",
        1,
        "35.00",
    )


@pytest.mark.slow
def test_real_money_is_refused_beyond_the_limits_unless_that_is_said(ask: Ask) -> None:
    dear = f"add {ATH_TB} {HOME.replace('-150', '-170')} --stake 25 {NOW}"
    refused = ask(f"{dear} --real")
    assert refused.returncode == 2
    assert "betting.max_juice -160 (--beyond-limits places it all the same)" in refused.stderr
    assert ask(f"{dear} --real", juice_filter="false").returncode == 0
    assert ask(f"{dear} --real", max_daily="1", max_juice="-200").returncode == 2
    assert ask(f"{dear} --real --beyond-limits").returncode == 0
    assert ask(dear).returncode == 0
    assert "of 5 bets of real money placed today" in ask("exposure").stderr


def test_kelly_stakes_of_the_bankroll(ask: Ask) -> None:
    typed = f"add {ATH_TB} --market moneyline --side home --price +100 --book fanduel {NOW}"
    (placed,) = rows(ask(f"{typed} --probability 55% --format json"))
    assert placed["stake"] == "25.00"
    none = ask(f"{typed} --probability 0.5")
    assert (none.returncode, "Kelly stakes 0.00" in none.stderr) == (2, True)


WRONG = {
    f"add 999 {HOME} --stake 5 {NOW}": "there is no game 999",
    f"add {ATH_TB} {HOME} {NOW}": "give --stake, or --probability",
    f"add {ATH_TB} {HOME} --stake 5 --probability 0.6 {NOW}": "not both",
    f"add {ATH_TB} {HOME} --stake 5.001": "is not a sum of money",
    f"add {ATH_TB} {HOME} --stake 5 --line 1.5 {NOW}": "moneyline has no line",
    f"add {ATH_TB} {HOME} --stake 5 --price nan": "is not a price like",
    f"add {ATH_TB} {HOME} --stake 5 --price 1.91 {NOW}": "the nearest is -110",
    f"add {ATH_TB} {HOME} --stake 5 --book consensus {NOW}": "no book to bet at",
    f"add {ATH_TB} {HOME} --stake 5": "the game is final: say when",
    "deposit 0": "a deposit of nothing",
}


@pytest.mark.slow
def test_a_value_that_cannot_be_is_exit_2_and_nothing_is_kept(ask: Ask) -> None:
    for typed, told in WRONG.items():
        done = ask(typed)
        assert (done.returncode, done.stdout) == (2, ""), typed
        assert told in done.stderr, typed
    assert rows(ask("list --format json")) == []
