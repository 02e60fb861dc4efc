"""A day through the whole pipeline into a real server; only the transport is not the network."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import httpx2
import psycopg
import pytest
from psycopg import sql

from mlbcore.cli.collect import exit_code
from mlbcore.cli.options import EVERYTHING
from mlbcore.collecting import Window
from mlbcore.db.pool import Database
from mlbcore.db.units import Unit
from mlbcore.demo import DATE, PAYLOADS, BundledDay
from mlbcore.errors import DatabaseError
from mlbcore.models import Game, Phase
from mlbcore.pipeline.fetch import Fetcher
from mlbcore.pipeline.ingest import Ingest
from mlbcore.pipeline.outcome import RunResult
from mlbcore.pipeline.replay import replay
from mlbcore.pipeline.run import Run
from mlbcore.plugins import discover
from mlbcore.settings import DatabaseSettings, ScrapingSettings, SourceSettings

TABLES = (
    "game",
    "game_date",
    "game_source",
    "slate",
    "quote",
    "quote_current",
    "split",
    "split_current",
    "unmatched",
    "book",
    "source",
)
COUNTED = ("game", "quote", "split", "unmatched")
SHIPPED = frozenset({"mlb", "sbr", "action"})
PATHS = {
    "mlb": "/api/v1/schedule",
    "sbr": "/betting-odds/mlb-baseball/money-line/full-game/",
    "action": "/web/v2/scoreboard/publicbetting/mlb",
}
Change = Callable[[httpx2.Response], httpx2.Response]


class Altered(BundledDay):
    """The bundled day, with the answers of some sources changed."""

    def __init__(self, **changes: Change) -> None:
        self.changes = {PATHS[source]: change for source, change in changes.items()}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = super().handle_request(request)
        change = self.changes.get(request.url.path)
        return change(response) if change else response


def replaced(old: str, new: str, times: int = 1) -> Change:
    def change(response: httpx2.Response) -> httpx2.Response:
        text = response.read().decode()
        assert old in text
        return httpx2.Response(200, text=text.replace(old, new, times))

    return change


def answered(status: int, text: str = "") -> Change:
    return lambda _: httpx2.Response(status, text=text)


def refusing(_: httpx2.Response) -> httpx2.Response:
    raise httpx2.ConnectError("connection refused")


def ingest(database: Database) -> Ingest:
    plugins = discover(SHIPPED)
    return Ingest(database, plugins.collectors, plugins.mappers)


def collect(database: Database, *sources: str, again: bool = True, **changes: Change) -> RunResult:
    quick = ScrapingSettings(requests_per_second=1000, retries=1, retry_delay=0.01)
    with Fetcher(quick, lambda _: SourceSettings(), Altered(**changes)) as fetcher:
        taking = ingest(database)
        asked = [c for c in taking.collectors.values() if c.source in (sources or SHIPPED)]
        # One page a source: SBR's pages of other markets hold nothing of the bundled day.
        wanted = [c for c in asked if c.name not in {"run-line", "totals"}]
        run = Run(database, taking, fetcher, wanted)
        return run.collect(Window(first=DATE, last=DATE), again=again)


def games(database: Database) -> list[Game]:
    with database.reading() as store:
        return store.games.between(DATE, DATE)


def ids(database: Database) -> set[tuple[str, ...]]:
    return {tuple(x for ids in game.ids.values() for x in ids) for game in games(database)}


def counts(dsn: str) -> dict[str, int]:
    return {table: len(rows) for table, rows in contents(dsn).items() if table in COUNTED}


def contents(dsn: str) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(dsn) as connection:
        # An opener's time is minus infinity, which Python has no datetime for.
        return {
            table: sorted(
                connection.execute(
                    sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
                ).fetchall()
            )
            for table in TABLES
        }


def unit(result: RunResult, source: str) -> Unit:
    return next(unit for unit in result.units if unit.source == source)


def test_every_game_of_the_hardest_day_gets_its_ids(database: Database) -> None:
    result = collect(database)
    assert exit_code(result.units) == 0
    found = games(database)
    assert len(found) == 19
    assert all(len(game.ids["mlb"]) == len(game.ids["sbr"]) == 1 for game in found)
    assert sum(bool(game.ids["action"]) for game in found) == 18
    by_pk = {game.ids["mlb"][0]: game for game in found}
    assert by_pk["777294"].ids["action"] == ()
    assert (by_pk["777290"].ids["sbr"], by_pk["777290"].ids["action"]) == (("342525",), ("258727",))
    assert by_pk["777290"].game_number == 2
    assert result.unmatched == 0


def test_the_same_day_again_adds_nothing_and_says_so(dsn: str, database: Database) -> None:
    collect(database)
    before = contents(dsn)
    result = collect(database)
    assert contents(dsn) == before
    assert [(u.new, u.refused) for u in result.units] == [(0, 0)] * 3
    assert sum(u.unchanged for u in result.units) == 652


def test_a_unit_of_a_finished_slate_is_not_fetched_again(database: Database) -> None:
    collect(database)
    assert {u.status for u in collect(database, again=False).units} == {"skipped"}


def test_a_unit_of_an_open_slate_is_fetched_again(database: Database) -> None:
    live = replaced(
        '"codedGameState":"F","detailedState":"Final"',
        '"codedGameState":"I","detailedState":"In Progress"',
    )
    collect(database, mlb=live)
    assert {u.status for u in collect(database, again=False).units} == {"success"}


def test_a_failed_unit_is_fetched_again(database: Database) -> None:
    collect(database, sbr=answered(404))
    result = collect(database, again=False)
    assert [(u.source, u.status) for u in result.units] == [
        ("mlb", "skipped"),
        ("action", "skipped"),
        ("sbr", "success"),
    ]


def test_a_replay_of_the_archive_elsewhere_gives_the_same_tables(
    dsn: str, database: Database, copy: Callable[[], str]
) -> None:
    collect(database, sbr=answered(200, "<html>"))
    collect(database)
    other = copy()
    with Database(other, DatabaseSettings()) as elsewhere:
        result = replay(elsewhere, ingest(elsewhere), EVERYTHING, [*SHIPPED])
    assert contents(other) == contents(dsn)
    assert sum(unit.new for unit in result.units) == 652


def test_a_replay_in_place_adds_nothing(dsn: str, database: Database) -> None:
    collect(database)
    before = contents(dsn)
    result = replay(database, ingest(database), EVERYTHING, [*SHIPPED])
    assert contents(dsn) == before
    assert sum(unit.new for unit in result.units) == 0


@pytest.mark.parametrize("order", ["sbr action mlb", "action sbr mlb", "sbr mlb action"])
def test_the_sources_may_come_in_any_order(database: Database, dsn: str, order: str) -> None:
    for source in order.split():
        collect(database, source)
    found = ids(database)
    assert len(found) == 19
    with psycopg.connect(dsn) as connection:
        for table in ("game", "game_date", "game_source"):
            connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier(table)))
        connection.execute("TRUNCATE slate, unmatched")
    collect(database)
    assert ids(database) == found


def test_a_slate_that_is_polled_keeps_every_change_and_ends_in_the_close(
    database: Database,
) -> None:
    waiting = replaced('"status":"1"', '"status":"6"', 19)  # after the start: shown in play
    assert unit(collect(database, sbr=waiting), "sbr").new == 399
    assert unit(collect(database, sbr=waiting), "sbr").new == 0

    def later(response: httpx2.Response) -> httpx2.Response:
        price = replaced('"currentLine":{"awayOdds":170', '"currentLine":{"awayOdds":172')
        return price(waiting(response))

    assert unit(collect(database, sbr=later), "sbr").new == 1
    assert unit(collect(database), "sbr").new == 190
    with database.reading() as store:
        (game,) = [g for g in store.games.between(DATE, DATE) if g.ids["sbr"] == ("342539",)]
        current = store.quotes.current([game.id])[game.id]
    phases = {q.phase for q in current if q.book == "fanduel"}
    assert phases == {Phase.OPENER, Phase.LIVE, Phase.CLOSE}
    closes = {q.observed_at for q in current if q.phase is Phase.CLOSE}
    assert closes == {game.start}


def test_games_without_mlb_exist_and_take_their_gamepk_later(database: Database) -> None:
    collect(database, "sbr")
    before = {game.ids["sbr"]: game.id for game in games(database)}
    assert len(before) == 19
    collect(database, "mlb")
    assert {game.ids["sbr"]: game.id for game in games(database)} == before
    assert all(game.ids["mlb"] for game in games(database))


def test_a_game_mlb_does_not_list_is_taken_apart_again(database: Database, dsn: str) -> None:
    twins = replaced('"shortName":"MIN"', '"shortName":"MIL"')
    collect(database, "sbr", sbr=twins)
    result = collect(database, "mlb")
    assert {game.matchup for game in games(database)} >= {"MIN @ MIA"}
    assert len(games(database)) == 19
    assert result.unmatched == 1
    with database.reading() as store:
        (unmatched,) = store.unmatched.all()
    assert (unmatched.external_id, unmatched.away, unmatched.home) == ("342542", "MIL", "MIA")
    assert "MLB lists no" in unmatched.reason


def test_what_was_unmatched_is_tried_again_by_a_later_run(database: Database) -> None:
    without = replaced('"gamePk":777275', '"gamePk":"?"')
    first = collect(database, mlb=without)
    assert first.unmatched == 2
    assert len(games(database)) == 18
    later = collect(database, "mlb")
    assert (later.unmatched, later.matched) == (0, 2)
    assert len(games(database)) == 19


def test_prices_of_the_time_when_a_game_was_unmatched_are_not_lost(database: Database) -> None:
    without = replaced('"gamePk":777275', '"gamePk":"?"')
    waiting = replaced('"status":"1"', '"status":"6"', 19)

    def later(response: httpx2.Response) -> httpx2.Response:
        before = '{"awayOdds":-138,"homeOdds":118},"currentLine":{"awayOdds":'
        return replaced(f"{before}-125", f"{before}-131")(waiting(response))

    collect(database, mlb=without, sbr=waiting)
    collect(database, mlb=without, sbr=later)
    collect(database)
    (game,) = [game for game in games(database) if game.matchup == "MIN @ MIA"]
    with database.reading() as store:
        rows = store.connection.execute(
            "SELECT q.price FROM quote q JOIN phase p ON p.id = q.phase"
            " WHERE q.game = %s AND p.phase = 'live'",
            (game.id,),
        ).fetchall()
    assert {(-125,), (-131,)} <= set(rows)


def test_a_game_mlb_takes_off_a_date_is_not_shown_there_any_more(database: Database) -> None:
    collect(database)
    scheduled = json.loads((PAYLOADS / "schedule.json").read_text("utf-8"))
    scheduled["dates"][0]["games"].pop()
    collect(database, "mlb", mlb=answered(200, json.dumps(scheduled)))
    assert len(games(database)) == 18


def test_what_was_archived_and_not_taken_in_is_taken_in_by_the_next_run(
    database: Database, dsn: str
) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("ALTER TABLE quote RENAME TO away")
    with pytest.raises(DatabaseError):
        collect(database, "sbr", sbr=replaced('"status":"1"', '"status":"6"', 19))
    with psycopg.connect(dsn) as connection:
        connection.execute("ALTER TABLE away RENAME TO quote")
    collect(database)
    with database.reading() as store:
        assert store.takings.waiting() == []
        (game, *_) = store.games.between(DATE, DATE)
        phases = {quote.phase for quote in store.quotes.current([game.id])[game.id]}
    assert phases == {Phase.OPENER, Phase.LIVE, Phase.CLOSE}


def test_one_source_down_costs_the_others_nothing(database: Database, dsn: str) -> None:
    result = collect(database, sbr=refusing)
    down = unit(result, "sbr")
    assert exit_code(result.units) == 3
    assert (down.status, down.failed, down.payloads) == ("failed", 1, 0)
    assert "connection refused" in down.message
    assert "www.sportsbookreview.com" in down.message
    assert counts(dsn) == {"game": 19, "quote": 108, "split": 108, "unmatched": 0}


def test_every_source_down_is_an_exit_of_its_own(database: Database) -> None:
    result = collect(database, sbr=refusing, mlb=answered(403), action=answered(503))
    assert exit_code(result.units) == 4


def test_a_price_that_is_none_costs_only_itself(database: Database, dsn: str) -> None:
    collect(database)
    whole = counts(dsn)["quote"]
    with psycopg.connect(dsn) as connection:
        connection.execute("TRUNCATE quote, quote_current")
    result = collect(database, sbr=replaced('"awayOdds":180', '"awayOdds":"-1O5"'))
    told = unit(result, "sbr")
    assert (told.refused, told.status, exit_code(result.units)) == (1, "success", 0)
    assert "'-1O5' is not a whole number" in told.message
    assert counts(dsn)["quote"] == whole - 1


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("<html><h1>Just a moment...</h1></html>", ("blocked", 0, 1), "__' is not in it"),
        ('<script id="__NEXT_DATA__">{"props":{"pageProps":', ("failed", 1, 1), "ends within"),
    ],
)
def test_a_payload_that_cannot_be_read_is_kept_reported_and_skipped(
    database: Database, dsn: str, text: str, outcome: tuple[str, int, int], reason: str
) -> None:
    result = collect(database, sbr=answered(200, text))
    told = unit(result, "sbr")
    assert (told.status, told.payloads, told.failed) == outcome
    assert reason in told.message
    assert exit_code(result.units) == 3
    assert counts(dsn)["game"] == 19
    with psycopg.connect(dsn) as connection:
        problems = connection.execute("SELECT problem FROM payload ORDER BY id").fetchall()
    assert [reason in (problem or "") for (problem,) in problems] == [False, False, True]
    with database.reading() as store:
        assert store.payloads.get(3).body == text.encode()


def test_a_team_against_itself_is_unmatched(database: Database) -> None:
    result = collect(database, sbr=replaced('"shortName":"MIA"', '"shortName":"MIN"'))
    assert (result.unmatched, exit_code(result.units)) == (1, 0)
    with database.reading() as store:
        assert store.unmatched.all()[0].reason == "MIN against itself"


def test_an_unknown_book_is_kept_as_unknown(database: Database) -> None:
    collect(database, sbr=replaced('"sportsbook":"bet365"', '"sportsbook":"newbook"'))
    with database.reading() as store:
        (game,) = [g for g in store.games.between(DATE, DATE) if g.ids["sbr"] == ("342539",)]
        books = {quote.book for quote in store.quotes.current([game.id])[game.id]}
    assert "sbr:newbook" in books
    assert "bet365" not in books


def test_a_postponed_game_is_shown_on_both_dates_and_once_in_a_span(database: Database) -> None:
    day_before = {
        "dates": [
            {
                "date": "2025-07-01",
                "games": [
                    {
                        "gamePk": 777290,
                        "gameDate": "2025-07-01T22:35:00Z",
                        "status": {"codedGameState": "D", "detailedState": "Postponed"},
                        "teams": {"away": {"team": {"id": 135}}, "home": {"team": {"id": 143}}},
                    }
                ],
            }
        ]
    }
    collect(database)
    collect(database, "mlb", mlb=answered(200, json.dumps(day_before)))
    earlier = DATE - dt.timedelta(days=1)
    with database.reading() as store:
        (then,) = store.games.between(earlier, earlier)
        now = {game.id: game for game in store.games.between(DATE, DATE)}[then.id]
        span = [game for game in store.games.between(earlier, DATE) if game.id == then.id]
    assert (then.status, then.away_score) == ("postponed", None)
    assert (now.status, now.away_score, now.date) == ("final", 1, DATE)
    assert span == [now]
