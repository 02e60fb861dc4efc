"""MLB's states of a game. Decided by the coded state, since the abstract one calls all Final."""

from __future__ import annotations

from mlbcore import GameStatus
from mlbcore_mlb.wire import GameState

STATUSES = {
    "S": GameStatus.SCHEDULED,
    "P": GameStatus.SCHEDULED,
    "I": GameStatus.LIVE,
    "M": GameStatus.LIVE,
    "N": GameStatus.LIVE,
    "F": GameStatus.FINAL,
    "O": GameStatus.FINAL,
    "Q": GameStatus.FINAL,
    "R": GameStatus.FINAL,
    "D": GameStatus.POSTPONED,
    "C": GameStatus.CANCELLED,
    "T": GameStatus.SUSPENDED,
    "U": GameStatus.SUSPENDED,
}


def code(state: GameState) -> str:
    """The coded state; the first letter of the status code stands in for one that is absent."""
    return state.codedGameState or state.statusCode[:1]


def status_of(state: GameState) -> GameStatus | None:
    """How the game stands; None for a state that is not known."""
    known = STATUSES.get(code(state))
    waits = known in (GameStatus.SCHEDULED, GameStatus.LIVE)
    return GameStatus.DELAYED if waits and state.detailedState.startswith("Delayed") else known
