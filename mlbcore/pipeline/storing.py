"""What a payload says, resolved to games and stored, on one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from mlbcore.collecting import Identity, IdMapper
from mlbcore.db.slates import Met
from mlbcore.db.store import AUTHORITY, Store
from mlbcore.db.unmatched import UnmatchedGame
from mlbcore.errors import IdentityError, RecordError
from mlbcore.models import Detail, Listing, Payload, Quote, Refusal
from mlbcore.pipeline.admission import admit
from mlbcore.pipeline.boundary import plugin_code
from mlbcore.pipeline.elsewhere import look_elsewhere
from mlbcore.pipeline.identity import Resolution, Row, adopt, resolve
from mlbcore.pipeline.outcome import Outcome
from mlbcore.pipeline.telling import matches, mismatch


class Storing:
    """Resolves and stores the listings and details of one payload."""

    def __init__(
        self,
        store: Store,
        id: int,
        payload: Payload,
        mapper: IdMapper,
        outcome: Outcome,
        at: int | None = None,
    ) -> None:
        self.db = store
        self.id = id
        self.payload = payload
        self.mapper = mapper
        self.outcome = outcome
        self.at = at
        self.known: dict[str, int] = {}
        self.decided: set[str] = set()
        self.named: set[dt.date] = set()
        self.changed = False

    def store(self, listings: Sequence[Listing], details: Sequence[Detail]) -> None:
        ids = {one.external_id for one in listings} | {one.external_id for one in details}
        if ids:
            found = self.db.appearances.known(self.payload.source, ids, at=self.at)
            self.known, self.decided = found
        rows = [row for listing in listings if (row := self._identify(listing))]
        games = self._games(rows) if listings or not details else {}
        self.outcome.records += len(rows)
        known = self._details(details, listings, games)
        self._store_facts(known)
        said = [
            (games[row.identity.external_id], row.listing)
            for row in rows
            if row.identity.external_id in games
        ]
        self._store_quotes([*said, *known])
        self._store_splits([*said, *known])

    def _games(self, rows: Sequence[Row]) -> dict[str, int]:
        """The game of each id. A page of details alone is not asked: it lists no slate."""
        named = self.payload.source == AUTHORITY
        return self._name_games(rows) if named else self._meet_games(rows)

    def _details(
        self, details: Sequence[Detail], listings: Sequence[Listing], games: Mapping[str, int]
    ) -> list[tuple[int, Detail]]:
        """The details with the games they are of; what is of no game of ours waits for it."""
        listed = {listing.external_id for listing in listings}
        away = {detail.external_id for detail in details} - listed
        found = {id: self.known[id] for id in away & self.known.keys()} | dict(games)
        for id in sorted(away - found.keys()):
            self._waits(id)
        return [(found[d.external_id], d) for d in details if d.external_id in found]

    def _identify(self, listing: Listing) -> Row | None:
        try:
            with plugin_code(f"the id mapper of {self.payload.source}"):
                return Row(listing, self.mapper.game(listing))
        except (IdentityError, RecordError) as error:
            if listing.external_id in self.decided:
                return self._as_decided(listing)
            dates = listing.dates or (self.payload.date,)
            teams = self._team(listing.away), self._team(listing.home)
            self._unmatched(listing, dates[0], teams, str(error))
            return None

    def _team(self, ref: str) -> str:
        """The team's code; one that is not known stays as its source names it."""
        try:
            with plugin_code(f"the id mapper of {self.payload.source}"):
                return self.mapper.team(ref)
        except IdentityError:
            return ref

    def _as_decided(self, listing: Listing) -> Row:
        """A row whose teams are not known, but which game it is was decided."""
        game = self.db.games.get(self.known[listing.external_id])
        return Row(
            listing,
            Identity(
                dates=listing.dates or (self.payload.date,),
                away=game.away,
                home=game.home,
                start=listing.start,
                game_number=listing.game_number,
                external_id=listing.external_id,
            ),
        )

    def _name_games(self, rows: Sequence[Row]) -> dict[str, int]:
        """MLB's games: every one exists afterwards, and no other game of the slate does."""
        dates = {date for row in rows for date in row.identity.dates} | {self.payload.date}
        appearances = self.db.appearances.on(dates, self.payload.source)
        games = self._apply(adopt(rows, appearances, self.known))
        self.changed |= self.db.slates.name_slate(self.payload.date, self.id)
        for appearance in appearances:
            if not appearance.named and appearance.game not in games.values():
                self._dissolve(appearance.game, appearance.date)
        if not self.outcome.refusals and not self.outcome.unmatched:
            self._unlist(games)
        return games

    def _unlist(self, games: Mapping[str, int]) -> None:
        """Take off the date what this payload, read whole, lists there no more."""
        gone = self.db.slates.unlist(
            self.payload.date, but_for=games.values(), said_before=self.payload.fetched_at
        )
        if gone:
            self.changed = True
            self.db.slates.settle(gone)

    def _meet_games(self, rows: Sequence[Row]) -> dict[str, int]:
        if not rows:
            return {}
        dates = {date for row in rows for date in row.identity.dates}
        appearances = self.db.appearances.on(dates, self.payload.source)
        self.named = self.db.appearances.named(dates)
        stated = {row.external_id for row in rows if row.identity.stated} - self.decided
        given = {id: game for id, game in self.known.items() if id in stated}
        known = {id: game for id, game in self.known.items() if id not in stated}
        named, contradicted = look_elsewhere(self.db, rows, appearances, known)
        doubtful = [row for row, _, _ in contradicted]
        certain = [row for row in rows if row not in doubtful]
        resolution = resolve(certain, appearances, known | named, self.named, given)
        resolution.unmatched += contradicted
        return self._apply(resolution)

    def _apply(self, resolution: Resolution) -> dict[str, int]:
        """Write what was resolved; gives the game of each external id."""
        for row, date, reason in resolution.unmatched:
            self._unmatched(row.listing, date, row.identity[1:3], reason)
        fresh = resolution.created
        games = self.db.slates.create([(date, *row.identity[1:3]) for row, date in fresh])
        met = [Met(row.listing, date, game) for row, date, game in resolution.met]
        met += [
            Met(row.listing, date, game) for (row, date), game in zip(fresh, games, strict=True)
        ]
        self._meet(met)
        return {one.listing.external_id: one.game for one in met}

    def _meet(self, met: Sequence[Met]) -> None:
        """Give games their ids, and say how they are listed."""
        if not met:
            return
        source = self.payload.source
        linked = self.db.slates.link(source, met, payload=self.id)
        if linked:
            self.outcome.events += matches(source, met, linked)
            dates = self.db.unmatched.resolve(source, linked)
            self.outcome.matched += dates
            if dates:
                self.db.takings.owe(self.id, dates)
        listed = self._list([one for one in met if not self._is_settled(one)])
        self.outcome.new += sum(
            one.listing.external_id in linked or (one.game, one.date) in listed for one in met
        )

    def _list(self, met: Sequence[Met]) -> set[tuple[int, dt.date]]:
        """Say how games are listed; gives the (game, date) that is new or changed."""
        if not met:
            return set()
        at = self.payload.fetched_at
        listed = self.db.slates.appear(self.payload.source, met, said_at=at)
        self.db.slates.settle({game for game, _ in listed})
        return listed

    def _is_settled(self, met: Met) -> bool:
        """Whether MLB has said all there is to say of the date, or a person of the game."""
        if self.payload.source == AUTHORITY:
            return False
        return met.date in self.named or met.listing.external_id in self.decided

    def _dissolve(self, game: int, date: dt.date) -> None:
        """Take apart a game that MLB does not list: what named it is unmatched, and due again."""
        self.changed = True
        row = self.db.games.get(game)
        for source, external_id, id in self.db.slates.dissolve(game):
            payload = self.db.payloads.get(id)
            self.db.takings.owe(id, [payload.date])
            self.db.unmatched.report(
                UnmatchedGame(
                    source=source,
                    external_id=external_id,
                    date=date,
                    collector=payload.collector,
                    away=row.away,
                    home=row.home,
                    start=row.start,
                    reason=f"MLB lists no such {row.matchup} on {date}",
                    payload=id,
                    first_seen=self.payload.fetched_at,
                )
            )

    def _unmatched(
        self, listing: Listing, date: dt.date, teams: tuple[str, str], reason: str
    ) -> None:
        self._report(listing.external_id, date, teams, listing.start, reason)

    def _waits(self, external_id: str) -> None:
        """Note a detail of no game of ours: once its id is matched, its payload is due again."""
        reason = f"no game of {self.payload.source} has this id yet"
        self._report(external_id, self.payload.date, ("", ""), None, reason)

    def _report(
        self,
        external_id: str,
        date: dt.date,
        teams: tuple[str, str],
        start: dt.datetime | None,
        reason: str,
    ) -> None:
        self.outcome.unmatched += 1
        game = UnmatchedGame(
            source=self.payload.source,
            external_id=external_id,
            date=date,
            collector=self.payload.collector,
            away=teams[0],
            home=teams[1],
            start=start,
            reason=reason,
            payload=self.id,
            first_seen=self.payload.fetched_at,
        )
        if self.db.unmatched.report(game):
            self.changed = True
            self.outcome.events.append(mismatch(game))

    def _store_facts(self, details: Sequence[tuple[int, Detail]]) -> None:
        said, changed = self.db.facts.save(details, said_at=self.payload.fetched_at)
        self.outcome.records += said
        self.outcome.new += changed

    def _store_quotes(self, said: Sequence[tuple[int, Listing | Detail]]) -> None:
        quotes = [(game, quote) for game, record in said for quote in self._admitted(record)]
        self.outcome.records += len(quotes)
        self.outcome.new += self.db.quotes.save(
            quotes,
            source=self.payload.source,
            payload=self.id,
            recorded_at=self.payload.fetched_at,
            books=self._books(quote.book for _, quote in quotes),
        )
        self.outcome.events += self.db.quotes.moves

    def _store_splits(self, said: Sequence[tuple[int, Listing | Detail]]) -> None:
        splits = [(game, split) for game, record in said for split in record.splits]
        self.outcome.records += len(splits)
        self.outcome.new += self.db.splits.save(
            splits,
            source=self.payload.source,
            payload=self.id,
            recorded_at=self.payload.fetched_at,
            books=self._books(split.book for _, split in splits),
        )

    def _admitted(self, record: Listing | Detail) -> list[Quote]:
        taken, refused = admit(record.quotes)
        self.outcome.refusals += [
            Refusal(external_id=record.external_id, record=_name(quote), reason=reason)
            for quote, reason in refused
        ]
        return taken

    def _books(self, refs: Iterable[str]) -> dict[str, str]:
        return {ref: self._book(ref) for ref in set(refs)}

    def _book(self, ref: str) -> str:
        """The book's code; one that is not known stays unknown under its source's own name."""
        try:
            with plugin_code(f"the id mapper of {self.payload.source}"):
                return self.mapper.book(ref)
        except IdentityError:
            return f"{self.payload.source}:{ref}"


def _name(quote: Quote) -> str:
    return f"{quote.book} {quote.market} {quote.side} {quote.phase}"
