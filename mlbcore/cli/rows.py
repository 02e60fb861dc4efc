"""What the rows of an analysis have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlbcore.collecting import Window
from mlbcore.models import Game

if TYPE_CHECKING:
    from mlbcore.db.store import Store

GAME = ("date", "game", "away", "home", "market")
Games = dict[int, Game]


def games_of(store: Store, window: Window) -> Games:
    """The games of some dates by their ids."""
    return {game.id: game for game in store.games.between(window.first, window.last)}


def head(game: Game) -> dict[str, Any]:
    """Which game a row is of."""
    return {
        "date": game.date.isoformat(),
        "game": game.id,
        "away": game.away,
        "home": game.home,
    }


def named(games: Games, row: Mapping[str, Any]) -> dict[str, Any]:
    """Whose market a row is of."""
    return head(games[row["game"]]) | {
        "market": row["market"],
        "period": row["period"],
        "team": row["team"],
    }


def rounded(value: Any) -> Any:
    """A number as anybody reads it."""
    return round(value, 6) if isinstance(value, float) else value
