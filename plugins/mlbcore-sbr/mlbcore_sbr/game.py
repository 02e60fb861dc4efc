"""The game a page shows: as a listing, and what the site's users pick of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mlbcore import (
    GameStatus,
    Listing,
    Market,
    Phase,
    Quote,
    RecordError,
    Refusal,
    Side,
    Split,
    slate_date,
)
from mlbcore_sbr.wire import GameView

FINAL = GameStatus.FINAL
STATUSES = {"1": FINAL, "6": GameStatus.SCHEDULED}
NUMBERS = (int, float)
PICKS = "picks"
PICKED = {
    Market.MONEYLINE: (
        (Side.AWAY, "awayMoneyLinePickPercent"),
        (Side.HOME, "homeMoneyLinePickPercent"),
    ),
    Market.RUN_LINE: ((Side.AWAY, "awaySpreadPickPercent"), (Side.HOME, "homeSpreadPickPercent")),
    Market.TOTAL: ((Side.OVER, "overPickPercent"), (Side.UNDER, "underPickPercent")),
}


def listing(
    view: GameView, quotes: tuple[Quote, ...] = (), splits: tuple[Split, ...] = ()
) -> Listing:
    """The game, with what is shown beside it. Raises RecordError for what is no game.

    Only a finished game has a score here: the page's is 0 before the first pitch.
    """
    status = STATUSES.get(view.status or "")
    scores = view.awayTeamScore, view.homeTeamScore
    away, home = scores if status is FINAL and _are_scores(scores) else (None, None)
    return Listing(
        external_id=str(view.gameId),
        away=view.awayTeam.shortName,
        home=view.homeTeam.shortName,
        dates=(_date(view.startDate),),
        start=view.startDate,
        status=status,
        venue=view.venueName,
        away_score=away,
        home_score=home,
        quotes=quotes,
        splits=splits,
    )


def standing(view: GameView, fetched_at: dt.datetime) -> tuple[Phase, dt.datetime]:
    """What is shown as current, and of when: of a finished game, what stood at its start."""
    if STATUSES.get(view.status or "") is FINAL:
        return Phase.CLOSE, view.startDate
    return phase_at(view, fetched_at), fetched_at


def phase_at(view: GameView, instant: dt.datetime) -> Phase:
    """What is shown after the start may be of a game in play, also while it is called scheduled."""
    return Phase.LIVE if instant > view.startDate else Phase.PREGAME


def picks(
    view: GameView, phase: Phase, observed_at: dt.datetime, refused: list[Refusal]
) -> Iterator[Split]:
    """The shares of the site's users who pick a side; two zeros, or half a pair, are no data."""
    shares = view.consensus if isinstance(view.consensus, dict) else {}
    for market, sides in PICKED.items():
        pair = [shares.get(name) for _, name in sides]
        if None in pair or pair == [0, 0]:
            continue
        try:
            yield from [
                Split(
                    book=PICKS,
                    market=market,
                    side=side,
                    picks_percent=_share(share),
                    phase=phase,
                    observed_at=observed_at,
                )
                for (side, _), share in zip(sides, pair, strict=True)
            ]
        except RecordError as error:
            record = f"{PICKS} {market}"
            refusal = Refusal(external_id=str(view.gameId), record=record, reason=str(error))
            refused.append(refusal)


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        raise RecordError(f"share {value!r} is not a number")
    if not 0 <= value <= 100:
        raise RecordError("a share outside 0 to 100")
    return float(value)


def _date(start: dt.datetime) -> dt.date:
    try:
        return slate_date(start)
    except OverflowError as error:
        raise RecordError(f"{start.isoformat()} is not of any season") from error


def _are_scores(scores: tuple[object, object]) -> bool:
    return all(type(score) is int and 0 <= score < 1000 for score in scores)
