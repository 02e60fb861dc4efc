"""The page of a date and market: each book's opening and current line of each game."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec
from attrs import define

from mlbcore import (
    DataError,
    Listing,
    Market,
    Payload,
    Phase,
    Quote,
    RecordError,
    Refusal,
    Request,
    Split,
    Window,
)
from mlbcore_sbr.game import listing, picks, standing
from mlbcore_sbr.history import LineHistory
from mlbcore_sbr.page import BASE_URL, ROOT, SCRIPT, UNREADABLE, page_data, page_props
from mlbcore_sbr.prices import Shown
from mlbcore_sbr.wire import DayProps, GameRow, GameRowId, GameView, OddsView, PageData

View = OddsView | None
Row = GameRow[View]

PAGE = msgspec.json.Decoder(PageData[DayProps[Row]])
PAGE_IN_PARTS = msgspec.json.Decoder(PageData[DayProps[msgspec.Raw]])
ROW_IN_PARTS = msgspec.json.Decoder(GameRow[msgspec.Raw])
ROW_ID = msgspec.json.Decoder(GameRowId)
VIEW = msgspec.json.Decoder(View)

MOST_ALIKE = 9  # rows of one game: each is compared with those before it


@define
class DayPage:
    """The collector of one market; ``odds_type`` is the site's name of it."""

    name: str
    market: Market
    odds_type: str
    source: str = "sbr"

    def requests(self, window: Window) -> Iterator[Request]:
        for date in window:
            yield Request(
                base_url=BASE_URL,
                path=f"{ROOT}/{self.odds_type}/full-game/",
                date=date,
                params={"date": date.isoformat()},
                mark=SCRIPT,
            )

    def parse(self, payload: Payload) -> Iterator[Listing | Refusal | Request]:
        """The games of the page; that of the money line leads on to each one's history."""
        for row in _once(self._rows(payload)):
            if isinstance(row, Refusal):
                yield row
            else:
                yield from self._game(row, payload)

    def _rows(self, payload: Payload) -> Iterator[Row | Refusal]:
        """The rows: read at once, or one by one where some part of the page cannot be read."""
        data = page_data(payload.body)
        try:
            page = PAGE.decode(data)
        except UNREADABLE:
            yield from self._rows_in_parts(payload, data)
            return
        self._check_market(page.query.oddsType, payload.url)
        for table in page_props(page).oddsTables:
            yield from table.oddsTableModel.gameRows

    def _rows_in_parts(self, payload: Payload, data: memoryview) -> Iterator[Row | Refusal]:
        try:
            page = PAGE_IN_PARTS.decode(data)
        except UNREADABLE as error:
            raise DataError(f"the data of the page cannot be read: {error}") from error
        self._check_market(page.query.oddsType, payload.url)
        for table in page_props(page).oddsTables:
            for raw in table.oddsTableModel.gameRows:
                yield from _row(raw)

    def _check_market(self, shown: str | None, url: str) -> None:
        """Raise DataError for the page of another market; one form says only by its address."""
        shown = shown or next((page.odds_type for page in PAGES if page.odds_type in url), None)
        if shown not in (None, self.odds_type):
            raise DataError(f"the page shows {shown}, not {self.odds_type}")

    def _game(self, row: Row, payload: Payload) -> Iterator[Listing | Refusal | Request]:
        view, refused = row.gameView, list[Refusal]()
        shown = standing(view, payload.fetched_at)
        quotes = self._prices(row, shown, refused)
        try:
            yield listing(view, tuple(quotes), tuple(self._picks(view, shown, refused)))
        except RecordError as error:
            yield Refusal(external_id=str(view.gameId), record="game", reason=str(error))
            return
        yield from refused
        if quotes and self.market is Market.MONEYLINE:
            yield LineHistory.request(str(view.gameId), payload.date)

    def _prices(
        self, row: Row, shown: tuple[Phase, dt.datetime], refused: list[Refusal]
    ) -> list[Quote]:
        """Each book's lines; a book that shows none is null on the page."""
        id, quotes = str(row.gameView.gameId), list[Quote]()
        opener = Shown(id, self.market, Phase.OPENER)
        current = Shown(id, self.market, *shown)
        for view in row.oddsViews or ():
            if view and view.openingLine:
                quotes += opener.quotes(view.sportsbook, view.openingLine, refused)
            if view and view.currentLine:
                quotes += current.quotes(view.sportsbook, view.currentLine, refused)
        return quotes

    def _picks(
        self, view: GameView, shown: tuple[Phase, dt.datetime], refused: list[Refusal]
    ) -> Iterable[Split]:
        """Those of all markets are on the page of the money line."""
        return picks(view, *shown, refused) if self.market is Market.MONEYLINE else ()


PAGES = (
    DayPage("money-line", Market.MONEYLINE, "money-line"),
    DayPage("run-line", Market.RUN_LINE, "pointspread"),
    DayPage("totals", Market.TOTAL, "totals"),
)


def _row(raw: msgspec.Raw) -> Iterator[Row | Refusal]:
    try:
        row = ROW_IN_PARTS.decode(raw)
    except UNREADABLE as error:
        yield Refusal(external_id=_id(raw), record="game", reason=str(error))
        return
    views: list[View] = []
    for part in row.oddsViews or ():
        try:
            views.append(VIEW.decode(part))
        except UNREADABLE as error:
            id = str(row.gameView.gameId)
            yield Refusal(external_id=id, record="a book's view", reason=str(error))
    yield GameRow(gameView=row.gameView, oddsViews=views)


def _id(raw: msgspec.Raw) -> str:
    try:
        return str(ROW_ID.decode(raw).gameView.gameId)
    except UNREADABLE:
        return "?"


def _once(rows: Iterable[Row | Refusal]) -> Iterator[Row | Refusal]:
    """Each game once: a second id that no book prices would leave both ids in doubt."""
    rows = list(_distinct(rows))
    priced = {_meeting(row): row for row in rows if isinstance(row, GameRow) and _is_priced(row)}
    for row in rows:
        known = None if isinstance(row, Refusal) or _is_priced(row) else priced.get(_meeting(row))
        if known is None or isinstance(row, Refusal):
            yield row
        else:
            reason = f"game {known.gameView.gameId} again, which has the prices"
            yield Refusal(external_id=str(row.gameView.gameId), record="game", reason=reason)


def _meeting(row: Row) -> tuple[str, str, dt.datetime]:
    view = row.gameView
    return view.awayTeam.shortName, view.homeTeam.shortName, view.startDate


def _is_priced(row: Row) -> bool:
    return any(row.oddsViews or ())


def _distinct(rows: Iterable[Row | Refusal]) -> Iterator[Row | Refusal]:
    """Without the rows that say again, to the last price, what one before them said."""
    given: dict[int, list[Row]] = {}
    for row in rows:
        if isinstance(row, GameRow):
            same = given.setdefault(row.gameView.gameId, [])
            if row in same:
                continue
            if len(same) == MOST_ALIKE:
                reason = f"the game has more than {MOST_ALIKE} rows"
                yield Refusal(external_id=str(row.gameView.gameId), record="game", reason=reason)
                continue
            same.append(row)
        yield row
