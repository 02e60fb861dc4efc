"""The schema itself: wrong rows are impossible, and everything in it says what it is."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import LiteralString

import psycopg
import pytest
from psycopg import errors

from mlbcore.breaker import BreakerState
from mlbcore.db.store import Store
from mlbcore.models import (
    Account,
    DoubleHeader,
    GameStatus,
    GameType,
    Period,
    Recommendation,
    Risk,
    SignalType,
    StrategyCategory,
    VoidRule,
    WeatherCondition,
)
from mlbcore.odds import Settlement

QUOTE: LiteralString = (
    "INSERT INTO quote (game, observed_at, recorded_at, payload, price, line, rung, book, market,"
    " side, phase, source, status, tick)"
    " VALUES (1, '2025-07-02 16:00Z', '2025-07-02 16:00Z', 1, -110, 0, 0, 1, 1, 2, 2, 1, 1, 0)"
)
SPLIT: LiteralString = (
    "INSERT INTO split (game, observed_at, recorded_at, payload, tickets_percent, money_percent,"
    " bets, book, market, side, phase, source)"
    " VALUES (1, '2025-07-02 16:00Z', '2025-07-02 16:00Z', 1, 60, 40, 100, 1, 1, 2, 2, 1)"
)

BET: LiteralString = (
    "INSERT INTO bet (id, account, game, date, market, period, team, side, line, book, price,"
    " stake, rule, note, placed_at)"
    " VALUES (gen_random_uuid(), 'paper', 1, '2025-07-02', 'team_total', 'game', 'home', 'over',"
    " 4.5, 'fanduel', -110, 11.00, 'official', '', '2025-07-02 16:00Z')"
)


@pytest.fixture
def rows(store: Store) -> psycopg.Connection:
    """A game, a book, a source and a payload, all numbered 1."""
    store.connection.execute(
        """
        INSERT INTO source VALUES (1, 'sbr');
        INSERT INTO book VALUES (1, 'fanduel', 'FanDuel', true);
        INSERT INTO team (code, nickname) VALUES ('SD', 'Padres'), ('PHI', 'Phillies');
        INSERT INTO game (id, date, game_number, away, home)
            VALUES (1, '2025-07-02', 1, 'SD', 'PHI');
        INSERT INTO payload VALUES (1, 1, 'page', '2025-07-02', 'url', 200, 'text/html', now(),
            sha256(''), true, true, NULL, '');
        """
    )
    return store.connection


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("VALUES (1, '2025", "VALUES (2, '2025"),
        ("16:00Z', 1, -110", "16:00Z', 2, -110"),
        ("-110", "99"),
        ("-110", "-100"),
        ("-110, 0, 0", "-110, 201, 0"),
        ("-110, 0, 0", "-110, 6, 0"),
        ("0, 0, 1, 1, 2", "0, 0, 9, 1, 2"),
        ("0, 0, 1, 1, 2", "0, 0, 1, 99, 2"),
        ("0, 0, 1, 1, 2", "0, 0, 1, 1, 3"),
        ("0, 0, 1, 1, 2", "0, 0, 1, 3, 3"),
        ("2, 1, 1, 0)", "9, 1, 1, 0)"),
        ("2, 1, 1, 0)", "1, 1, 1, 0)"),
        ("2, 1, 1, 0)", "2, 9, 1, 0)"),
        ("2, 1, 1, 0)", "2, 1, 9, 0)"),
        ("2, 1, 1, 0)", "2, 1, 1, -1)"),
    ],
)
def test_a_wrong_quote_is_impossible(right: str, wrong: str, rows: psycopg.Connection) -> None:
    assert QUOTE.count(right) == 1
    rows.execute(QUOTE)
    with pytest.raises(errors.IntegrityError), rows.transaction():
        rows.execute(QUOTE.replace(right, wrong).replace("16:00Z', '2025", "17:00Z', '2025"))


@pytest.mark.parametrize(
    "wrong",
    [
        SPLIT.replace("60, 40", "101, 40"),
        SPLIT.replace("60, 40", "NULL, NULL"),
        SPLIT.replace("100, 1, 1", "-1, 1, 1"),
        SPLIT.replace("VALUES (1", "VALUES (2"),
        SPLIT.replace("100, 1, 1", "100, 9, 1"),
        "UPDATE quote SET price = 100",
        "UPDATE split SET bets = 1",
        "DELETE FROM book",
        "DELETE FROM market",
        "UPDATE side SET side = 'x'",
        "UPDATE game SET away = 'PHI'",
        "UPDATE game SET away = 'XXX'",
        "UPDATE game SET away_score = 3",
        "UPDATE game SET status = 'played'",
        "INSERT INTO weather VALUES (1, 'clear', 200)",
        "INSERT INTO weather VALUES (1, 'sunny')",
        "INSERT INTO venue (id, name) VALUES (0, 'x')",
        "INSERT INTO starter VALUES (1, 'over', 1)",
        "INSERT INTO game_source VALUES (1, 'x', 9, '2025-07-02', 1)",
    ],
)
def test_another_wrong_row_is_impossible(wrong: LiteralString, rows: psycopg.Connection) -> None:
    rows.execute(QUOTE)
    rows.execute(SPLIT)
    with pytest.raises(errors.IntegrityError), rows.transaction():
        rows.execute(wrong)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("'paper', 1", "'paper', 2"),
        ("'paper'", "'house'"),
        ("'home', 'over'", "NULL, 'over'"),
        ("'home', 'over'", "'home', 'away'"),
        ("'home', 'over'", "'over', 'over'"),
        ("'team_total'", "'moneyline'"),
        ("'team_total'", "'prop'"),
        ("4.5", "NULL"),
        ("4.5", "4.3"),
        ("4.5", "-4.5"),
        ("4.5", "50.5"),
        ("'fanduel'", "'nobody'"),
        ("-110", "-100"),
        ("11.00", "0"),
        ("'official'", "'sometimes'"),
    ],
)
def test_a_wrong_bet_is_impossible(right: str, wrong: str, rows: psycopg.Connection) -> None:
    assert BET.count(right) == 1
    rows.execute(BET)
    with pytest.raises(errors.IntegrityError), rows.transaction():
        rows.execute(BET.replace(right, wrong))


@pytest.mark.parametrize("wrong", ["0, 'win', 21", "1, 'won', 21", "1, 'win', -1", "1, 'loss', 1"])
def test_a_wrong_settlement_is_impossible(wrong: LiteralString, rows: psycopg.Connection) -> None:
    rows.execute(BET)
    with pytest.raises(errors.IntegrityError), rows.transaction():
        rows.execute("INSERT INTO settlement SELECT id, " + wrong + ", now() FROM bet")


def test_a_game_that_is_none_takes_its_histories_with_it(rows: psycopg.Connection) -> None:
    rows.execute(QUOTE)
    rows.execute(SPLIT)
    rows.execute("DELETE FROM game")
    count = rows.execute("SELECT (SELECT count(*) FROM quote) + (SELECT count(*) FROM split)")
    assert count.fetchone() == (0,)


def test_every_table_and_column_says_what_it_is(store: Store) -> None:
    silent = store.connection.execute(
        """
        SELECT c.relname, a.attname FROM pg_class c
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
            AND c.relname <> 'migration'
            AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL)
        """
    ).fetchall()
    assert silent == []


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("game", "status", GameStatus),
        ("weather", "condition", WeatherCondition),
        ("context", "game_type", GameType),
        ("context", "double_header", DoubleHeader),
        ("signal", "type", SignalType),
        ("analysis", "recommendation", Recommendation),
        ("analysis", "risk", Risk),
        ("bet", "account", Account),
        ("bet", "period", Period),
        ("bet", "rule", VoidRule),
        ("deposit", "account", Account),
        ("settlement", "settlement", Settlement),
        ("strategy", "category", StrategyCategory),
        ("run_source", "breaker", BreakerState),
    ],
)
def test_a_column_takes_just_the_words_of_its_list(
    table: str, column: str, words: type[StrEnum], store: Store
) -> None:
    row = store.connection.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %(table)s::regclass"
        " AND conname = %(name)s",
        {"table": table, "name": f"{table}_{column}_check"},
    ).fetchone()
    assert row is not None
    assert set(re.findall(r"'([\w-]+)'", row[0])) == {word.value for word in words}


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        ("mlbcore_reader", "SELECT count(*) FROM price", "DELETE FROM quote"),
        ("mlbcore_writer", "UPDATE payload SET taken = true", "DELETE FROM migration"),
        ("mlbcore_owner", "DELETE FROM sighting", "CREATE ROLE nobody"),
    ],
)
def test_a_role_may_do_what_it_is_for(
    role: LiteralString, allowed: LiteralString, refused: LiteralString, rows: psycopg.Connection
) -> None:
    rows.execute("SET ROLE " + role)
    rows.execute(allowed)
    with pytest.raises(errors.InsufficientPrivilege), rows.transaction():
        rows.execute(refused)


def test_the_views_tell_the_histories_in_words(rows: psycopg.Connection) -> None:
    rows.execute(QUOTE)
    rows.execute(SPLIT)
    price = "SELECT away, home, source, book, market, side, phase, price, line, status FROM price"
    assert rows.execute(price).fetchall() == [
        ("SD", "PHI", "sbr", "fanduel", "moneyline", "home", "pregame", -110, None, "active")
    ]
    money = "SELECT source, book, market, side, tickets_percent, money_percent FROM public_money"
    assert rows.execute(money).fetchall() == [("sbr", "fanduel", "moneyline", "home", 60, 40)]
