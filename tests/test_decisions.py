"""A person's decision on what no rule matches, and the registries of teams and books."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import CompletedProcess
from threading import Thread
from typing import Any

import httpx2
import psycopg
import pytest

from mlbcore.db.pool import Database
from mlbcore.demo import DATE, BundledDay
from mlbcore.errors import RecordError, SkipError
from mlbcore.pipeline.deciding import choice_of
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


def test_a_candidate_whose_time_is_to_be_announced_shows_no_start(
    cli: Command, dsn: str, poll: Poll
) -> None:
    poll(dsn, Changed(OTHER_TEAM))
    [entry] = unmatched(cli)
    assert all(candidate["start_time"] for candidate in entry["candidates"])
    with psycopg.connect(dsn) as connection:
        connection.execute("UPDATE game_date SET start_tbd = true")
    [entry] = unmatched(cli)
    assert [candidate["start_time"] for candidate in entry["candidates"]] == [None] * 3


@pytest.mark.slow
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


def test_a_decision_is_refused_where_it_cannot_be(database: Database, dsn: str, poll: Poll) -> None:
    poll(dsn, Changed(OTHER_TEAM))
    game, _ = twins(dsn)
    with database.reading() as store:
        [id] = [entry.external_id for entry in store.unmatched.all()]
        linked, elsewhere = store.connection.execute(
            "SELECT i.external_id, i.game FROM game_source i"
            " JOIN source s ON s.id = i.source AND s.name = 'sbr' ORDER BY 1 LIMIT 1"
        ).fetchall()[0]
        for arguments, said in (
            (("sbr", "1", game), "sbr 1 is not unmatched"),
            (("nobody", id, game), f"nobody {id} is not unmatched"),
            (("mlb", id, game), "MLB's own ids"),
            (("sbr", id, "99999"), "there is no game 99999"),
            (("sbr", id, "9" * 30), "is no game"),
            (("sbr", id, "mlb:1"), "mlb 1 is no game of ours"),
            (("sbr", id, "sbr:1"), "'sbr:1' is no game"),
            (("sbr", id, "MIN"), "'MIN' is no game"),
            (("sbr", linked, game), f"is game {elsewhere} already"),
        ):
            with pytest.raises(SkipError, match=said):
                choice_of(store, *arguments)
    assert database.read(lambda store: store.unmatched.count()) == 1


def test_a_game_mlb_has_not_named_is_no_decision(database: Database, dsn: str, poll: Poll) -> None:
    poll(dsn, Changed(NEW_TEAM))
    with database.writing() as store:
        (game,) = store.slates.create([(DATE, "MIN", "MIA")])
        [id] = [entry.external_id for entry in store.unmatched.all()]
        with pytest.raises(RecordError, match=f"game {game} has no gamePk"):
            choice_of(store, "sbr", id, str(game))


@pytest.mark.slow
def test_a_game_of_two_other_teams_is_linked_only_when_that_is_said(
    cli: Command, dsn: str, poll: Poll
) -> None:
    poll(dsn, Changed(OTHER_TEAM))
    with psycopg.connect(dsn) as connection:
        [(game,)] = connection.execute("SELECT id FROM game WHERE away = 'NYY'").fetchall()
    asked = ("unmatched", "link", "sbr", "342542", str(game))
    refused = cli(*asked)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "sbr says MIL @ MIA" in refused.stderr
    assert "Say so with --yes" in refused.stderr
    assert cli(*asked, "--yes").returncode == 0
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


@pytest.mark.slow
def test_a_run_says_which_unknown_books_are_new(dsn: str, mlbcore: Command) -> None:
    page = Changed(('"sportsbook":"bet365"', '"sportsbook":"newbook"'))
    with served(page) as address:
        told = {
            "MLBCORE_DATABASE_URL": dsn,
            "MLBCORE_MLB_BASE_URL": address,
            "MLBCORE_SBR_BASE_URL": address,
            "MLBCORE_SCRAPING_REQUESTS_PER_SECOND": "1000",
        }
        asked = ("run", "--date", str(DATE), "--source", "mlb", "--source", "sbr", "--again")
        first, second = mlbcore(*asked, **told), mlbcore(*asked, **told)
    assert "unknown books, kept as they are named: sbr:newbook" in first.stderr
    assert (second.returncode, "unknown books" in second.stderr) == (0, False)


@contextmanager
def served(sources: httpx2.BaseTransport) -> Iterator[str]:
    """The address of a server that answers as the sources do."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = sources.handle_request(httpx2.Request("GET", f"http://source{self.path}"))
            body = answer.read()
            self.send_response(answer.status_code)
            self.send_header("content-type", answer.headers.get("content-type", "text/html"))
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_what_is_unmatched_is_told_by_the_code_of_the_team_that_is_known(
    database: Database, dsn: str, poll: Poll
) -> None:
    poll(dsn, Changed(('"shortName":"LAD"', '"shortName":"LAS"')))
    [entry] = database.read(lambda store: store.unmatched.all())
    assert (entry.away, entry.home) == ("CWS", "LAS")
