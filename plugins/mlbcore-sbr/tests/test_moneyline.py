"""The money-line page: openers, closes, and what is no price."""

from __future__ import annotations

import datetime as dt
import json
import lzma
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mlbcore import (
    TEAMS,
    DataError,
    GameStatus,
    IdentityError,
    Listing,
    Payload,
    Phase,
    Quote,
    Refusal,
    Side,
)
from mlbcore.testing.contract import SourceContract
from mlbcore_sbr.ids import SbrIds
from mlbcore_sbr.moneyline import MoneylinePage

DAY = dt.date(2025, 7, 2)
START = dt.datetime(2025, 7, 2, 22, 15, tzinfo=dt.UTC)


def view(book: str = "betmgm", **lines: Any) -> dict[str, Any]:
    prices = {"opening": (110, -130), "current": (120, -140)} | lines
    return {
        "gameId": 342525,
        "sportsbook": book,
        "sportsbookId": None,
        **{
            f"{when}Line": pair and {"awayOdds": pair[0], "homeOdds": pair[1], "drawOdds": 0}
            for when, pair in prices.items()
        },
    }


def row(*views: object, **changes: object) -> dict[str, Any]:
    game = {
        "gameId": 342525,
        "startDate": "2025-07-02T22:15:00+00:00",
        "awayTeam": {"shortName": "SD", "fullName": "San Diego Padres"},
        "homeTeam": {"shortName": "PHI", "fullName": "Philadelphia Phillies"},
        "awayStarter": None,
        "awayTeamScore": 9,
        "homeTeamScore": 9,
        "status": "1",
        "consensus": None,
    } | changes
    return {"gameView": game, "oddsViews": list(views)}


def page(*rows: object, odds_type: str = "money-line") -> bytes:
    tables = [{"oddsTableModel": {"gameRows": rows, "sportsbooks": []}}]
    data = {"props": {"pageProps": {"oddsTables": tables}}, "query": {"oddsType": odds_type}}
    script = json.dumps(data).encode()
    mark = b'<script id="__NEXT_DATA__" type="application/json">'
    return b"<!DOCTYPE html><html><body>" + mark + script + b"</script></body></html>"


def payload(body: bytes, fetched_at: dt.datetime = START + dt.timedelta(days=1)) -> Payload:
    return Payload(
        source="sbr",
        collector="money-line",
        date=DAY,
        url="https://www.sportsbookreview.com/",
        fetched_at=fetched_at,
        body=body,
    )


def parse(*rows: object, **when: dt.datetime) -> list[Listing | Refusal]:
    return list(MoneylinePage().parse(payload(page(*rows), **when)))


def quotes(*rows: object, **when: dt.datetime) -> list[Quote]:
    return [q for item in parse(*rows, **when) if isinstance(item, Listing) for q in item.quotes]


class TestContract(SourceContract):
    collector = MoneylinePage()
    mapper = SbrIds()
    payload = payload(page(row(view(), None, view("fanduel"))))


def test_a_finished_game_has_openers_without_a_time_and_closes_at_its_start() -> None:
    found = [(q.side, q.price, q.phase, q.observed_at) for q in quotes(row(view()))]
    assert found == [
        (Side.AWAY, 110, Phase.OPENER, None),
        (Side.HOME, -130, Phase.OPENER, None),
        (Side.AWAY, 120, Phase.CLOSE, START),
        (Side.HOME, -140, Phase.CLOSE, START),
    ]


def test_a_scheduled_game_has_prices_of_when_the_page_was_fetched() -> None:
    noon = START - dt.timedelta(hours=6)
    current = quotes(row(view(opening=None), status="6"), fetched_at=noon)
    assert {(q.phase, q.observed_at) for q in current} == {(Phase.PREGAME, noon)}


def test_a_game_under_way_has_live_prices() -> None:
    later = START + dt.timedelta(hours=1)
    assert {q.phase for q in quotes(row(view(opening=None), status="2"), fetched_at=later)} == {
        Phase.LIVE
    }


def test_scores_are_not_taken_from_the_page() -> None:
    (listing,) = parse(row())
    assert isinstance(listing, Listing)
    assert (listing.away_score, listing.home_score) == (None, None)
    assert listing.status is GameStatus.FINAL


def test_null_views_null_lines_and_zeros_are_no_prices() -> None:
    assert quotes(row(None, view(opening=None, current=(0, 0)))) == []


def test_a_price_that_is_none_is_refused_and_all_else_lives() -> None:
    found = parse(row(view(current=("-1O5", -140)), view("fanduel")), row(view(), gameId=342540))
    refusals = [item for item in found if isinstance(item, Refusal)]
    assert [(r.external_id, r.record) for r in refusals] == [
        ("342525", "betmgm moneyline away close")
    ]
    assert "-1O5" in refusals[0].reason
    assert sum(len(item.quotes) for item in found if isinstance(item, Listing)) == 11


@pytest.mark.parametrize("price", ["-110", 1.5, 50, -99, True, [], {}])
def test_only_whole_american_prices_are_taken(price: object) -> None:
    assert len(quotes(row(view(opening=None, current=(price, -140))))) == 1


def test_a_row_that_cannot_be_read_costs_no_other() -> None:
    found = parse(row(startDate="soon"), row(awayTeam=None), row())
    assert [type(item) for item in found] == [Refusal, Refusal, Listing]
    assert {item.external_id for item in found} == {"342525"}


def test_a_row_without_an_id_is_refused_all_the_same() -> None:
    (refusal,) = parse(row(gameId=None))
    assert isinstance(refusal, Refusal)
    assert (refusal.external_id, refusal.record) == ("?", "game")


def test_a_night_game_is_listed_on_its_eastern_date() -> None:
    (listing,) = parse(row(startDate="2025-07-03T02:10:00+00:00"))
    assert isinstance(listing, Listing)
    assert listing.dates == (DAY,)


def test_a_row_given_twice_is_one_game() -> None:
    assert len(parse(row(view()), row(view()))) == 1
    assert len(parse(row(view()), row(view("fanduel")), row(view(), gameId=354113))) == 3


def test_a_day_with_nothing_to_show_is_no_error() -> None:
    body = b'<script id="__NEXT_DATA__">{"props":{"pageProps":{"oddsTables":[]}}}</script>'
    assert list(MoneylinePage().parse(payload(body))) == []


def test_text_in_the_data_does_not_end_it() -> None:
    assert len(parse(row(venueName=',"page":"} \\u003c/script>'))) == 1


def test_the_page_of_another_market_is_a_data_error() -> None:
    with pytest.raises(DataError, match="pointspread"):
        list(MoneylinePage().parse(payload(page(row(), odds_type="pointspread"))))


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Just a moment...</html>", page(row(view()))[:300], page()[:-20], b"[" * 100_000],
    ids=["empty", "error page", "cut in the data", "cut behind it", "deep"],
)
def test_what_has_no_whole_data_is_a_data_error(body: bytes) -> None:
    with pytest.raises(DataError):
        list(MoneylinePage().parse(payload(body)))


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("CHW", "CWS"),
        ("WAS", "WSH"),
        ("ARI", "AZ"),
        ("OAK", "ATH"),
        ("Athletics Athletics", "ATH"),
        ("Oakland Athletics", "ATH"),
        ("Cleveland Indians", "CLE"),
        *((team.name, code) for code, team in TEAMS.items()),
    ],
)
def test_each_spelling_of_a_team_is_known(ref: str, code: str) -> None:
    assert SbrIds().team(ref) == code


@pytest.mark.parametrize("ref", ["Chicago", "New York", "Los Angeles", "A", "LA", "chw", "Mets"])
def test_part_of_a_name_is_no_name(ref: str) -> None:
    with pytest.raises(IdentityError, match=ref):
        SbrIds().team(ref)


def recorded(shared: Path) -> Iterator[bytes]:
    with tarfile.open(shared / "data/sbr/pages/2025.tar.xz") as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file:
                yield file.read()


def query_date(data: bytes) -> dt.date:
    return dt.date.fromisoformat(json.loads(data)["query"]["date"])


def test_every_recorded_page_gives_every_price_on_it(shared: Path) -> None:
    for data in recorded(shared):
        tables = json.loads(data)["props"]["pageProps"]["oddsTables"]
        expected = {
            (str(r["gameView"]["gameId"]), v["sportsbook"], when, side, v[when][f"{side}Odds"])
            for table in tables
            for r in table["oddsTableModel"]["gameRows"]
            for v in r["oddsViews"]
            if v
            for when in ("openingLine", "currentLine")
            for side in ("away", "home")
            if v[when][f"{side}Odds"]
        }
        names = {Phase.OPENER: "openingLine", Phase.CLOSE: "currentLine"}
        script = b'<script id="__NEXT_DATA__">' + data + b"</script>"
        found = list(MoneylinePage().parse(payload(script)))
        listings = [item for item in found if isinstance(item, Listing)]
        assert len(found) == len(listings)
        assert {item.dates for item in listings} == {(query_date(data),)}
        assert all(SbrIds().game(item).dates == item.dates for item in listings)
        assert expected == {
            (item.external_id, q.book, names[q.phase], q.side.value, q.price)
            for item in listings
            for q in item.quotes
        }


def test_a_recorded_page_is_the_same_with_its_html_around(shared: Path) -> None:
    for file in (shared / "data/sbr/html").glob("*.xz"):
        found = list(MoneylinePage().parse(payload(lzma.decompress(file.read_bytes()))))
        assert found
        assert all(isinstance(item, Listing) for item in found)
        assert all(SbrIds().game(item) for item in found if isinstance(item, Listing))
