"""One payload: archived, parsed, resolved and stored, in a transaction of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from attrs import evolve

from mlbcore.collecting import Collector, Identity, IdMapper, Parsed, Registry, Request
from mlbcore.db.pool import Database
from mlbcore.db.slates import Met
from mlbcore.db.store import AUTHORITY, Store
from mlbcore.db.unmatched import UnmatchedGame
from mlbcore.errors import DataError, IdentityError, RecordError, SkipError
from mlbcore.models import Listing, Payload, Quote, Refusal, Split
from mlbcore.pipeline.admission import admit
from mlbcore.pipeline.boundary import plugin_code
from mlbcore.pipeline.identity import Resolution, Row, adopt, resolve
from mlbcore.pipeline.outcome import Outcome

# Payloads whose outcome is known when the same bytes come again: more than any slate has.
REMEMBERED = 500


class Ingest:
    """Takes payloads in; collectors and mappers are given, and the database is the only one."""

    def __init__(
        self,
        database: Database,
        collectors: Iterable[Collector],
        mappers: Mapping[str, IdMapper],
    ) -> None:
        self.database = database
        self.collectors = {(c.source, c.name): c for c in collectors}
        self.mappers = mappers
        self.unknown_before: set[str] | None = None
        self.takings = 0
        self.remembered: dict[int, Outcome] = {}

    def register(self) -> None:
        """Bring the registries of teams and books up to date, the first time it is called."""
        if self.unknown_before is None:
            self.unknown_before = self.database.write(self._learn)

    def unknown_books(self) -> set[str]:
        """The unknown books that were met since ``register``."""
        found = self.database.read(lambda store: store.registries.unknown_books())
        return found - (self.unknown_before or set())

    def _learn(self, store: Store) -> set[str]:
        mappers = sorted(self.mappers.items())
        store.registries.learn(m for _, m in mappers if isinstance(m, Registry))
        return store.registries.unknown_books()

    def archive(self, payload: Payload) -> tuple[int, Payload]:
        """Commit the bytes before anybody reads them; gives their id and what was archived."""
        return self.database.write(lambda store: store.payloads.keep(payload))

    def archived(self, id: int) -> Payload:
        return self.database.read(lambda store: store.payloads.get(id))

    def take(self, id: int, payload: Payload) -> Outcome:
        """Parse, resolve and store an archived payload; one that cannot be read stays archived.

        Payloads that were fetched later but overtook it are taken in again: what they show
        unchanged may have been a change back from what this one shows. One that this Ingest took
        in before is not read again while nothing waits.
        """
        if id in self.remembered and self.database.read(lambda store: store.payloads.settled(id)):
            return self.remembered[id].settled()
        outcome = self._take(id, payload)
        later = self.database.read(lambda store: store.payloads.overtakers(id))
        outcome.follow(self.take_again(later))
        self._remember(id, outcome)
        return outcome

    def requests(self, payload: Payload) -> list[Request]:
        """The requests that follow from an archived payload; nothing is stored.

        Raises DataError for one that cannot be read any more.
        """
        return [item for item in self._parse(payload) if isinstance(item, Request)]

    def _remember(self, id: int, outcome: Outcome) -> None:
        self.remembered[id] = outcome.settled()
        if len(self.remembered) > REMEMBERED:
            del self.remembered[next(iter(self.remembered))]

    def repeat(self, id: int, payload: Payload, at: int) -> Outcome:
        """Take in at a place in the order of takings, in which all that followed from it is."""
        return self._take(id, payload, at)

    def _take(self, id: int, payload: Payload, at: int | None = None) -> Outcome:
        self.takings += 1
        try:
            if not payload.complete:
                raise DataError("the answer was cut short")
            parsed = self._parse(payload)
            store = partial(self._store, id=id, payload=payload, parsed=parsed, at=at)
            return self.database.write(store)
        except SkipError as error:
            problem = str(error)
        outcome = Outcome(payloads=1, unread=1)
        outcome.fail(f"{payload.url}: {problem}")
        self.database.write(partial(_fail, id=id, problem=problem, ordered=at is not None))
        return outcome

    def take_again(self, ids: Iterable[int]) -> Outcome:
        """Take in what the archive holds, but for payloads that no collector here can read."""
        outcome = Outcome()
        for id in ids:
            payload = self.archived(id)
            if (payload.source, payload.collector) in self.collectors:
                outcome.add(self._take(id, payload))
        return outcome

    def take_waiting(self) -> Outcome:
        """Take in what a run that died left, and what is due again since a game was matched."""
        outcome = Outcome()
        before: list[int] = []
        while (waiting := self.database.read(lambda store: store.payloads.waiting())) != before:
            outcome.add(self.take_again(waiting))
            before = waiting
        return outcome

    def retry_unmatched(self) -> int:
        """Try what is unmatched again until nothing more matches; gives how many games did."""
        matched = 0
        while found := len(self._retry().matched):
            matched += found
        return matched

    def _retry(self) -> Outcome:
        outcome = self.take_again(self.database.read(lambda store: store.unmatched.payloads()))
        outcome.add(self.take_waiting())
        return outcome

    def _parse(self, payload: Payload) -> list[Parsed]:
        if payload.source not in self.mappers:
            raise DataError(f"no plugin provides an IdMapper for {payload.source}")
        collector = self.collectors[payload.source, payload.collector]
        with plugin_code(f"{payload.source}/{payload.collector}"):
            return list(collector.parse(payload))

    def _store(
        self, store: Store, id: int, payload: Payload, parsed: Sequence[Parsed], at: int | None
    ) -> Outcome:
        outcome = Outcome(payloads=1)
        outcome.requests += [item for item in parsed if isinstance(item, Request)]
        outcome.refusals += [item for item in parsed if isinstance(item, Refusal)]
        listings = [item for item in parsed if isinstance(item, Listing)]
        storing = Storing(store, id, payload, self.mappers[payload.source], outcome, at)
        storing.store(listings)
        changed = storing.changed or outcome.new > 0
        if at is None:
            store.payloads.reopen_overtakers(id, changed=changed)
        refusals = outcome.refusals
        kept = bool(refusals) and store.quarantine.keep(id, refusals)
        judged = store.payloads.judge(id, None, len(refusals))
        _order(store, id, ordered=at is not None, changed=changed or kept or judged)
        return outcome


class Storing:
    """Resolves and stores the listings of one payload."""

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

    def store(self, listings: Sequence[Listing]) -> None:
        ids = [listing.external_id for listing in listings]
        self.known, self.decided = self.db.slates.known(self.payload.source, ids, at=self.at)
        rows = [row for listing in listings if (row := self._identify(listing))]
        named = self.payload.source == AUTHORITY
        games = self._name_games(rows) if named else self._meet_games(rows)
        self.outcome.records += len(rows)
        self.db.slates.settle(set(games.values()))
        self._store_quotes(rows, games)
        self._store_splits(rows, games)

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
        appearances = self.db.slates.appearances(dates, self.payload.source)
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
        dates = {date for row in rows for date in row.identity.dates}
        appearances = self.db.slates.appearances(dates, self.payload.source)
        self.named = self.db.slates.named(dates)
        return self._apply(resolve(rows, appearances, self.known, self.named))

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
            dates = self.db.unmatched.resolve(source, linked)
            self.outcome.matched += dates
            if dates:
                self.db.payloads.owe(self.id, dates)
        told = [one for one in met if not self._is_settled(one)]
        listed = self.db.slates.appear(source, told, said_at=self.payload.fetched_at)
        self.outcome.new += sum(
            one.listing.external_id in linked or (one.game, one.date) in listed for one in met
        )

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
            self.db.payloads.owe(id, [payload.date])
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
        self.outcome.unmatched += 1
        self.changed |= self.db.unmatched.report(
            UnmatchedGame(
                source=self.payload.source,
                external_id=listing.external_id,
                date=date,
                collector=self.payload.collector,
                away=teams[0],
                home=teams[1],
                start=listing.start,
                reason=reason,
                payload=self.id,
                first_seen=self.payload.fetched_at,
            )
        )

    def _store_quotes(self, rows: Sequence[Row], games: Mapping[str, int]) -> None:
        quotes = [
            (games[row.identity.external_id], evolve(quote, book=self._book(quote.book)))
            for row in rows
            if row.identity.external_id in games
            for quote in self._admitted(row.listing)
        ]
        self.outcome.records += len(quotes)
        self.outcome.new += self.db.quotes.save(
            quotes,
            source=self.payload.source,
            payload=self.id,
            recorded_at=self.payload.fetched_at,
        )

    def _store_splits(self, rows: Sequence[Row], games: Mapping[str, int]) -> None:
        splits: list[tuple[int, Split]] = [
            (games[row.identity.external_id], evolve(split, book=self._book(split.book)))
            for row in rows
            if row.identity.external_id in games
            for split in row.listing.splits
        ]
        self.outcome.records += len(splits)
        self.outcome.new += self.db.splits.save(
            splits,
            source=self.payload.source,
            payload=self.id,
            recorded_at=self.payload.fetched_at,
        )

    def _admitted(self, listing: Listing) -> list[Quote]:
        taken, refused = admit(listing.quotes)
        self.outcome.refusals += [
            Refusal(external_id=listing.external_id, record=_name(quote), reason=reason)
            for quote, reason in refused
        ]
        return taken

    def _book(self, ref: str) -> str:
        """The book's code; one that is not known stays unknown under its source's own name."""
        try:
            with plugin_code(f"the id mapper of {self.payload.source}"):
                return self.mapper.book(ref)
        except IdentityError:
            return f"{self.payload.source}:{ref}"


def _fail(store: Store, id: int, *, problem: str, ordered: bool) -> None:
    """Note why a payload could not be read."""
    _order(store, id, ordered=ordered, changed=store.payloads.judge(id, problem))


def _order(store: Store, id: int, *, ordered: bool, changed: bool) -> None:
    """Note a payload's place in the order of takings if this one is new to it."""
    if changed and not ordered:
        store.payloads.order(id)


def _name(quote: Quote) -> str:
    return f"{quote.book} {quote.market} {quote.side} {quote.phase}"
