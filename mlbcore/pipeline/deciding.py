"""A person decides which game a source's id means, where no rule is certain."""

from __future__ import annotations

import datetime as dt

from attrs import frozen

from mlbcore.db.rehearsal import Transactions
from mlbcore.db.store import AUTHORITY, Store
from mlbcore.db.unmatched import UnmatchedGame
from mlbcore.errors import MissingError, RecordError
from mlbcore.models import Game
from mlbcore.models.game import pairing
from mlbcore.pipeline.ingest import Ingest

LONGEST = 10  # digits that are surely an integer of the database


@frozen
class Choice:
    """An unmatched game, and the game that it is to be."""

    entry: UnmatchedGame
    game: Game
    gamepk: str

    @property
    def doubt(self) -> str | None:
        """What speaks against it: the page's away team and its home team are both others."""
        entry, game = self.entry, self.game
        if entry.away == game.away or entry.home == game.home:
            return None
        return (
            f"{entry.source} says {pairing(entry.away, entry.home)}, and {AUTHORITY}:{self.gamepk}"
            f" is {game.matchup}; its prices would stand on the sides its pages name."
        )


def choice_of(store: Store, source: str, external_id: str, game: str) -> Choice:
    """Look up what a decision names; ``game`` is our id of a game, or ``mlb:`` and its gamePk.

    Raises MissingError for what there is none of, RecordError for what cannot be decided.
    """
    if source == AUTHORITY:
        raise RecordError("MLB's own ids name games: none of them is another game")
    chosen = _game(store, game)
    names = chosen.ids.get(AUTHORITY, ())
    if not names:
        raise RecordError(f"game {chosen.id} has no gamePk: MLB has not named it")
    return Choice(_entry(store, source, external_id), chosen, names[0])


def decide(database: Transactions, ingest: Ingest, choice: Choice) -> int:
    """Keep the decision and apply it; gives how many games are matched that had not been.

    What is unmatched is taken in again, as each run does at its end: a process that dies before
    has kept the decision, and the next run applies it.
    """
    decided_at = dt.datetime.now(dt.UTC)
    source, external_id = choice.entry.source, choice.entry.external_id

    def keep(store: Store) -> None:
        store.decisions.keep(source, external_id, gamepk=choice.gamepk, decided_at=decided_at)

    database.write(keep)
    ingest.register()
    return ingest.retry_unmatched()


def _entry(store: Store, source: str, external_id: str) -> UnmatchedGame:
    linked = store.games.known_as(source, external_id)
    if linked is not None:
        raise RecordError(f"{source} {external_id} is game {linked} already")
    entries = [
        entry
        for entry in store.unmatched.all()
        if (entry.source, entry.external_id) == (source, external_id)
    ]
    if not entries:
        raise MissingError(f"{source} {external_id} is not unmatched (see `mlbcore unmatched`)")
    gamepk = store.decisions.gamepk(source, external_id)
    if gamepk is not None:
        raise RecordError(f"{source} {external_id} was decided to be {AUTHORITY}:{gamepk} before")
    return entries[-1]


def _game(store: Store, game: str) -> Game:
    source, _, number = game.rpartition(":")
    if source not in ("", AUTHORITY) or not (number.isdecimal() and len(number) < LONGEST):
        raise RecordError(f"{game!r} is no game: give our id of it, or like {AUTHORITY}:777290")
    return store.games.with_id(source, number) if source else store.games.get(int(number))
