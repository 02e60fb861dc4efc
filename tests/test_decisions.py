"""A person's decision on what no rule matches, and the registries of teams and books."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from subprocess import CompletedProcess
from typing import Any

import httpx2
import psycopg
import pytest

from mlbcore.db.pool import Database
from mlbcore.demo import BundledDay
from mlbcore.pipeline.ingest import Ingest
from mlbcore.plugins import discover

Command = Callable[..., CompletedProcess[str]]
Poll = Callable[..., None]
Rows = Callable[[str], dict[str, list[str]]]
SBR = "/betting-odds/mlb-baseball/money-line/full-game/"
OTHER_TEAM = ('"shortName":"MIN"', '"shortName":"MIL"')
NEW_TEAM = ('"shortName":"MIN"', '"shortName":"MNN"')
ODDS = ('"awayOdds":-125,"homeOdds":-102', '"awayOdds":-126,"homeOdds":-102')


class Changed(BundledDay):
    """The bundled day, but that SBR's page says something else."""

    def __init__(self, *changes: tuple[str, str]) -> None:
        self.changes: Sequence[tuple[str, str]] = changes

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().handle_request(request)
        if request.url.path != SBR:
            return answer
        text = answer.read().decode()
        for old, new in self.changes:
            assert old in text
            text = text.replace(old, new)
        return httpx2.Response(200, text=text)


@pytest.fixture
def cli(mlbcore: Command, dsn: str) -> Command:
    def run(*arguments: str) -> CompletedProcess[str]:
        return mlbcore(*arguments, MLBCORE_DATABASE_URL=dsn)

    return run


def unmatched(cli: Command) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = json.loads(cli("unmatched", "list", "--format", "json").stdout)
    return shown


def twins(dsn: str) -> tuple[str, str]:
    """Our id and MLB's of the game that has MIN in it."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT g.id, i.external_id FROM game g JOIN game_source i ON i.game = g.id"
            " JOIN source s ON s.id = i.source AND s.name = 'mlb' WHERE g.away = 'MIN'"
        ).fetchone()
    assert row is not None
    return str(row[0]), str(row[1])


def sbr_prices(dsn: str) -> int:
    """How many prices of SBR stand under the game that has MIN in it."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT count(*) FROM price WHERE source = 'sbr' AND away = 'MIN'"
        ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("change", [OTHER_TEAM, NEW_TEAM], ids=["another", "unknown"])
def test_a_decided_id_is_that_game_then_and_from_then_on(
    cli: Command, dsn: str, poll: Poll, table_rows: Rows, change: tuple[str, str]
) -> None:
    poll(dsn, Changed(change))
    [entry] = unmatched(cli)
    game, gamepk = twins(dsn)
    assert entry["source"] == "sbr"
    assert gamepk in [candidate["mlb"] for candidate in entry["candidates"]]
    linked = cli("unmatched", "link", "sbr", entry["external_id"], f"mlb:{gamepk}")
    assert (linked.returncode, linked.stdout) == (0, "")
    assert f"is game {game} (mlb:{gamepk})" in linked.stderr
    assert unmatched(cli) == []
    before = sbr_prices(dsn)
    told = table_rows(dsn)
    poll(dsn, Changed(change))
    assert [table_rows(dsn)[name] for name in ("quote", "split", "game_date")] == [
        told[name] for name in ("quote", "split", "game_date")
    ]
    poll(dsn, Changed(change, ODDS))
    assert sbr_prices(dsn) > before > 0
    assert unmatched(cli) == []


def test_a_decision_is_refused_where_it_cannot_be(cli: Command, dsn: str, poll: Poll) -> None:
    poll(dsn, Changed(OTHER_TEAM))
    [entry] = unmatched(cli)
    id, (game, _) = entry["external_id"], twins(dsn)
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT i.external_id, i.game FROM game_source i JOIN source s ON s.id = i.source"
            " JOIN game g ON g.id = i.game"
            " WHERE s.name = 'sbr' AND NOT g.home IN ('MIA') ORDER BY 1 LIMIT 1"
        ).fetchone()
    assert row is not None
    linked, elsewhere = row
    for arguments, said in (
        (("sbr", "1", game), "sbr 1 is not unmatched"),
        (("nobody", id, game), f"nobody {id} is not unmatched"),
        (("mlb", id, game), "MLB's own ids"),
        (("sbr", id, "99999"), "there is no game 99999"),
        (("sbr", id, "mlb:1"), "mlb 1 is no game of ours"),
        (("sbr", id, "sbr:1"), "'sbr:1' is no game"),
        (("sbr", id, "MIN"), "'MIN' is no game"),
        (("sbr", str(linked), game), f"is game {elsewhere} already"),
        (("sbr", id, str(elsewhere)), "Say so with --yes"),
    ):
        refused = cli("unmatched", "link", *arguments)
        assert (refused.returncode, refused.stdout) == (2, ""), arguments
        assert said in refused.stderr
    assert len(unmatched(cli)) == 1
    assert cli("unmatched", "link", "sbr", id, str(elsewhere), "--yes").returncode == 0
    assert unmatched(cli) == []


def test_a_decision_that_was_kept_and_not_applied_is_applied_by_the_next_run(
    cli: Command, dsn: str, poll: Poll
) -> None:
    poll(dsn, Changed(NEW_TEAM))
    [entry] = unmatched(cli)
    _, gamepk = twins(dsn)
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "INSERT INTO decision SELECT s.id, %s, %s, now(), (SELECT max(number) FROM taking)"
            " FROM source s WHERE s.name = 'sbr'",
            (entry["external_id"], gamepk),
        )
    poll(dsn, Changed(NEW_TEAM))
    assert unmatched(cli) == []


def test_unknown_books_are_kept_and_said_by_the_run_that_met_them_first(
    dsn: str, cli: Command, database: Database, poll: Poll
) -> None:
    plugins = discover(frozenset({"mlb", "sbr", "action"}))
    first, second = (Ingest(database, plugins.collectors, plugins.mappers) for _ in range(2))
    first.register()
    poll(dsn, Changed(('"sportsbook":"bet365"', '"sportsbook":"new:book"')))
    second.register()
    assert (first.unknown_books(), second.unknown_books()) == ({"sbr:new:book"}, set())
    [book] = json.loads(cli("books", "--unknown", "--format", "json").stdout)
    assert (book["code"], book["source"], book["ref"]) == ("sbr:new:book", "sbr", "new:book")
    with psycopg.connect(dsn) as connection:
        told = connection.execute(
            "SELECT count(*), min(recorded_at) FROM price WHERE book = 'sbr:new:book'"
        ).fetchone()
    assert told == (book["rows"], dt.datetime.fromisoformat(book["first_seen"]))


def test_the_registries_are_shown_without_a_database(mlbcore: Command) -> None:
    nowhere = {"MLBCORE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    books = json.loads(mlbcore("books", "--format", "json", **nowhere).stdout)
    [caesars] = [book for book in books if book["code"] == "caesars"]
    assert caesars["ids"]["sbr"] == ["caesars", "41", "sbid:349"]
    assert "123" in caesars["ids"]["action"]
    teams = json.loads(mlbcore("teams", "--format", "json", **nowhere).stdout)
    [az] = [team for team in teams if team["code"] == "AZ"]
    assert (az["city"], az["league"], az["division"]) == ("Arizona", "NL", "west")
    assert az["ids"]["action"] == ["205", "ARI"]


def test_the_registries_stand_in_tables_which_a_run_mends_and_else_leaves_alone(
    dsn: str, poll: Poll
) -> None:
    poll(dsn)
    before = registry_rows(dsn)
    poll(dsn)
    assert registry_rows(dsn) == before
    with psycopg.connect(dsn) as connection:
        connection.execute("DELETE FROM book_source WHERE external_id = '123'")
        connection.execute("UPDATE book_source SET external_id = '76' WHERE external_id = '68'")
        connection.execute("UPDATE team_source SET team = 'AZ' WHERE external_id = '201'")
        connection.execute("UPDATE team SET nickname = 'nobody' WHERE code = 'AZ'")
        connection.execute("UPDATE book SET bettable = true WHERE code = 'open'")
    poll(dsn)
    mended = registry_rows(dsn)
    assert [sorted(row for row, _ in rows) for rows in mended] == [
        sorted(row for row, _ in rows) for rows in before
    ]


def registry_rows(dsn: str) -> list[list[tuple[str, str]]]:
    """Every row of the registries, with the transaction that wrote it."""
    with psycopg.connect(dsn) as connection:
        return [
            connection.execute(f"SELECT t::text, xmin::text FROM {table} t ORDER BY 1").fetchall()
            for table in ("team", "team_source", "book", "book_source")
        ]
