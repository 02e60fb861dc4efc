"""The pages of a day: openers, closes, picks, and what is no price."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from mlbcore import (
    BOOKS,
    DataError,
    Listing,
    Market,
    Payload,
    Phase,
    Quote,
    Refusal,
    Request,
    Side,
    Split,
    Window,
)
from mlbcore.testing.contract import SourceContract
from mlbcore_sbr.day import PAGES, DayPage
from mlbcore_sbr.ids import SbrIds

DAY = dt.date(2025, 7, 2)
MONEY_LINE, RUN_LINE, TOTALS = PAGES
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


def document(*rows: object, odds_type: str = "money-line") -> dict[str, Any]:
    tables = [{"oddsTableModel": {"gameRows": rows, "sportsbooks": []}}]
    return {"props": {"pageProps": {"oddsTables": tables}}, "query": {"oddsType": odds_type}}


def page(*rows: object, odds_type: str = "money-line") -> bytes:
    script = json.dumps(document(*rows, odds_type=odds_type)).encode()
    mark = b'<script id="__NEXT_DATA__" type="application/json">'
    return b"<!DOCTYPE html><html><body>" + mark + script + b"</script></body></html>"


def run_line(book: str = "betmgm", **changes: object) -> dict[str, Any]:
    line = {"awayOdds": -190, "homeOdds": 160, "awaySpread": 1.5, "homeSpread": -1.5} | changes
    return {"sportsbook": book, "openingLine": None, "currentLine": line}


def total(book: str = "betmgm", **changes: object) -> dict[str, Any]:
    line = {"overOdds": -105, "underOdds": -115, "total": 8.5} | changes
    return {"sportsbook": book, "openingLine": None, "currentLine": line}


PICKS = {
    "awayMoneyLinePickPercent": 33.25,
    "homeMoneyLinePickPercent": 66.75,
    "awaySpreadPickPercent": 0,
    "homeSpreadPickPercent": 0,
    "overPickPercent": 100,
    "underPickPercent": 0,
}


def payload(
    body: bytes, fetched_at: dt.datetime = START + dt.timedelta(days=1), of: DayPage = MONEY_LINE
) -> Payload:
    return Payload(
        source="sbr",
        collector=of.name,
        date=DAY,
        url="https://www.sportsbookreview.com/",
        fetched_at=fetched_at,
        body=body,
    )


def parse(*rows: object, of: DayPage = MONEY_LINE, **when: dt.datetime) -> list[Listing | Refusal]:
    body = page(*rows, odds_type=of.odds_type)
    found = of.parse(payload(body, of=of, **when))
    return [item for item in found if not isinstance(item, Request)]


def quotes(*rows: object, of: DayPage = MONEY_LINE, **when: dt.datetime) -> list[Quote]:
    listed = [item for item in parse(*rows, of=of, **when) if isinstance(item, Listing)]
    return [quote for item in listed for quote in item.quotes]


def splits(consensus: object) -> list[Split]:
    listed = [item for item in parse(row(consensus=consensus)) if isinstance(item, Listing)]
    return [split for item in listed for split in item.splits]


def refusals(*rows: object, of: DayPage = MONEY_LINE) -> list[tuple[str, str]]:
    found = parse(*rows, of=of)
    return [(item.record, item.reason) for item in found if isinstance(item, Refusal)]


class TestMoneyLineContract(SourceContract):
    collector = MONEY_LINE
    mapper = SbrIds()
    payload = payload(page(row(view(), None, view("fanduel"), consensus=PICKS)))


class TestRunLineContract(SourceContract):
    collector = RUN_LINE
    mapper = SbrIds()
    payload = payload(page(row(run_line(), None), odds_type="pointspread"), of=RUN_LINE)


class TestTotalsContract(SourceContract):
    collector = TOTALS
    mapper = SbrIds()
    payload = payload(page(row(total(), None), odds_type="totals"), of=TOTALS)


def test_a_finished_game_has_openers_without_a_time_and_closes_at_its_start() -> None:
    found = [(q.side, q.price, q.phase, q.observed_at) for q in quotes(row(view()))]
    assert found == [
        (Side.AWAY, 110, Phase.OPENER, None),
        (Side.HOME, -130, Phase.OPENER, None),
        (Side.AWAY, 120, Phase.CLOSE, START),
        (Side.HOME, -140, Phase.CLOSE, START),
    ]


@pytest.mark.parametrize("at", [START - dt.timedelta(hours=6), START])
def test_a_scheduled_game_has_prices_of_when_the_page_was_fetched(at: dt.datetime) -> None:
    current = quotes(row(view(opening=None), status="6"), fetched_at=at)
    assert {(q.phase, q.observed_at) for q in current} == {(Phase.PREGAME, at)}


@pytest.mark.parametrize("status", ["2", "6", None])
def test_what_is_shown_after_the_start_of_a_game_not_over_is_live(status: object) -> None:
    later = START + dt.timedelta(seconds=1)
    current = quotes(row(view(opening=None), status=status), fetched_at=later)
    assert {(q.phase, q.observed_at) for q in current} == {(Phase.LIVE, later)}


@pytest.mark.parametrize(
    ("changes", "scores"),
    [
        ({"awayTeamScore": 4, "homeTeamScore": 0}, (4, 0)),
        ({"status": "6"}, (None, None)),
        ({"status": "2"}, (None, None)),
        ({"awayTeamScore": None}, (None, None)),
        ({"awayTeamScore": -1}, (None, None)),
        ({"awayTeamScore": "4"}, (None, None)),
        ({"homeTeamScore": True}, (None, None)),
    ],
)
def test_only_a_finished_game_has_scores(changes: dict[str, Any], scores: object) -> None:
    (listing,) = parse(row(**changes))
    assert isinstance(listing, Listing)
    assert (listing.away_score, listing.home_score) == scores


def test_a_run_line_has_the_line_of_each_side() -> None:
    found = quotes(row(run_line()), of=RUN_LINE)
    assert [(q.market, q.side, q.line, q.price) for q in found] == [
        (Market.RUN_LINE, Side.AWAY, Decimal("1.5"), -190),
        (Market.RUN_LINE, Side.HOME, Decimal("-1.5"), 160),
    ]


def test_a_total_has_one_line_for_over_and_under() -> None:
    found = quotes(row(total()), of=TOTALS)
    assert [(q.market, q.side, q.line, q.price) for q in found] == [
        (Market.TOTAL, Side.OVER, Decimal("8.5"), -105),
        (Market.TOTAL, Side.UNDER, Decimal("8.5"), -115),
    ]


def test_a_line_of_zero_is_a_line() -> None:
    found = quotes(row(run_line(awaySpread=0, homeSpread=0)), of=RUN_LINE)
    assert [q.line for q in found] == [0, 0]


def test_run_lines_that_do_not_answer_each_other_are_refused() -> None:
    found = refusals(row(run_line(awaySpread=-1.5)), of=RUN_LINE)
    assert [record for record, _ in found] == [
        "betmgm run_line away close",
        "betmgm run_line home close",
    ]
    assert "-1.5 and -1.5" in found[0][1]
    assert quotes(row(run_line(awaySpread=-1.5)), of=RUN_LINE) == []


@pytest.mark.parametrize("line", [None, "1.5", 1.3, 99])
def test_a_price_whose_line_is_none_is_refused_alone(line: object) -> None:
    assert len(refusals(row(run_line(awaySpread=line)), of=RUN_LINE)) == 1
    assert len(quotes(row(run_line(awaySpread=line)), of=RUN_LINE)) == 1


def test_the_prices_of_one_market_are_not_taken_for_those_of_another() -> None:
    assert len(refusals(row(view()), of=RUN_LINE)) == 4
    assert quotes(row(view()), of=TOTALS) == []
    assert quotes(row(total()), of=MONEY_LINE) == []


def test_picks_are_neither_tickets_nor_money() -> None:
    found = splits(PICKS)
    assert [(s.book, s.market, s.side, s.picks_percent, s.phase, s.observed_at) for s in found] == [
        ("picks", Market.MONEYLINE, Side.AWAY, 33.25, Phase.CLOSE, START),
        ("picks", Market.MONEYLINE, Side.HOME, 66.75, Phase.CLOSE, START),
        ("picks", Market.TOTAL, Side.OVER, 100, Phase.CLOSE, START),
        ("picks", Market.TOTAL, Side.UNDER, 0, Phase.CLOSE, START),
    ]
    assert {(s.tickets_percent, s.money_percent) for s in found} == {(None, None)}
    assert not BOOKS[SbrIds().book("picks")].bettable


@pytest.mark.parametrize(
    "consensus",
    [None, {}, [], {"overPickPercent": 50}, {**PICKS, "awayMoneyLinePickPercent": None}],
)
def test_picks_that_are_not_there_are_none(consensus: object) -> None:
    assert {s.market for s in splits(consensus)} <= {Market.TOTAL}
    assert refusals(row(consensus=consensus)) == []


@pytest.mark.parametrize("share", ["33", True, -1, 100.5, [], 10**400])
def test_a_share_that_is_none_costs_only_its_market(share: object) -> None:
    consensus = {**PICKS, "awayMoneyLinePickPercent": share}
    assert {s.market for s in splits(consensus)} == {Market.TOTAL}
    assert [record for record, _ in refusals(row(consensus=consensus))] == ["picks moneyline"]


@pytest.mark.parametrize("of", [RUN_LINE, TOTALS])
def test_picks_are_taken_from_one_page(of: DayPage) -> None:
    (listing,) = parse(row(consensus=PICKS), of=of)
    assert isinstance(listing, Listing)
    assert listing.splits == ()


def test_each_game_with_a_price_leads_to_its_line_history() -> None:
    body = page(row(view()), row(gameId=354113), row(view(), gameId=342540))
    found = [r for r in MONEY_LINE.parse(payload(body)) if isinstance(r, Request)]
    assert [(r.path, r.collector, r.date) for r in found] == [
        ("/betting-odds/mlb-baseball/line-history/342525/", "line-history", DAY),
        ("/betting-odds/mlb-baseball/line-history/342540/", "line-history", DAY),
    ]
    assert {r.mark for r in found} == {"__NEXT_DATA__"}
    asked = RUN_LINE.parse(payload(page(row(run_line()), odds_type="pointspread")))
    assert not [item for item in asked if isinstance(item, Request)]


def test_each_market_has_its_page() -> None:
    asked = [request for of in PAGES for request in of.requests(Window(first=DAY, last=DAY))]
    assert [(r.path, r.params, r.mark) for r in asked] == [
        (f"/betting-odds/mlb-baseball/{market}/full-game/", {"date": "2025-07-02"}, "__NEXT_DATA__")
        for market in ("money-line", "pointspread", "totals")
    ]


def test_what_the_sites_own_script_fetches_is_read_as_well() -> None:
    inside = {"pageProps": document(row(view()))["props"]["pageProps"], "__N_SSP": True}
    body = json.dumps(inside).encode()
    assert list(MONEY_LINE.parse(payload(body))) == list(
        MONEY_LINE.parse(payload(page(row(view()))))
    )


def test_such_data_of_another_market_are_known_by_their_address() -> None:
    body = json.dumps({"pageProps": document(row(total()))["props"]["pageProps"]}).encode()
    url = "https://www.sportsbookreview.com/_next/data/x1/betting-odds/mlb-baseball/totals/full-game.json"
    theirs = evolve(payload(body), url=url)
    with pytest.raises(DataError, match="totals"):
        list(MONEY_LINE.parse(theirs))
    assert list(TOTALS.parse(theirs))


def test_a_book_that_cannot_be_read_costs_no_other() -> None:
    wrong = {"sportsbook": 28, "currentLine": {}}
    found = parse(row(view(), wrong, view("fanduel")), row(view(), gameId=342540))
    assert [(r.external_id, r.record) for r in found if isinstance(r, Refusal)] == [
        ("342525", "a book's view")
    ]
    assert [len(item.quotes) for item in found if isinstance(item, Listing)] == [8, 4]


def test_a_team_against_itself_is_not_judged_here_but_named_as_it_is() -> None:
    nationals = {"shortName": "WAS", "fullName": "Washington Nationals"}
    (listing,) = parse(row(awayTeam=nationals, homeTeam=nationals))
    assert isinstance(listing, Listing)
    assert SbrIds().game(listing)[1:3] == ("WSH", "WSH")


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


def test_a_second_id_of_a_game_that_no_book_prices_is_refused() -> None:
    later = "2025-07-03T01:10:00+00:00"
    found = parse(
        row(None, gameId=354113),
        row(view(), gameId=302034),
        row(view(), gameId=302035, startDate=later),
        row(None, gameId=354114, awayTeam={"shortName": "KC"}),
    )
    assert [(type(item), item.external_id) for item in found] == [
        (Refusal, "354113"),
        (Listing, "302034"),
        (Listing, "302035"),
        (Listing, "354114"),
    ]
    assert "302034" in refusals(row(None, gameId=354113), row(view(), gameId=302034))[0][1]


def test_a_day_with_nothing_to_show_is_no_error() -> None:
    body = b'<script id="__NEXT_DATA__">{"props":{"pageProps":{"oddsTables":[]}}}</script>'
    assert list(MONEY_LINE.parse(payload(body))) == []


def test_text_in_the_data_does_not_end_it() -> None:
    assert len(parse(row(venueName=',"page":"} \\u003c/script>'))) == 1


def test_the_page_of_another_market_is_a_data_error() -> None:
    with pytest.raises(DataError, match="pointspread"):
        list(MONEY_LINE.parse(payload(page(row(), odds_type="pointspread"))))


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Just a moment...</html>", page(row(view()))[:300], page()[:-20], b"[" * 100_000],
    ids=["empty", "error page", "cut in the data", "cut behind it", "deep"],
)
def test_what_has_no_whole_data_is_a_data_error(body: bytes) -> None:
    with pytest.raises(DataError):
        list(MONEY_LINE.parse(payload(body)))
