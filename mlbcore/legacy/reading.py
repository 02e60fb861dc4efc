"""What the tables of a date say: its games, their prices and splits, and every reason against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from mlbcore.errors import RecordError
from mlbcore.legacy.games import Meeting, bare, merged, old_game
from mlbcore.legacy.meeting import Finder
from mlbcore.legacy.prices import RunLines, Said, run_line_prices, statements_of
from mlbcore.legacy.public import splits_of
from mlbcore.legacy.sheets import GAMES, PRICES, SPLITS, SPREADS, OldRow, Sheets, rows_of
from mlbcore.models import Listing, Quote, Refusal, Split

NO_GAME = "?"


@frozen
class Told:
    """A row, the game it is of where that is known, and what of it is taken."""

    row: OldRow
    external_id: str = NO_GAME
    said: tuple[Said, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it is certain of which game it is."""
        return self.external_id != NO_GAME


@frozen
class OldSlate:
    """All that the tables say: each row is told once, whatever became of it."""

    listings: tuple[Listing, ...]
    refusals: tuple[Refusal, ...]
    rows: tuple[Told, ...]


def read_slate(tables: Sheets) -> OldSlate:
    """Pure, and the same in whatever order the rows are. Raises DataError."""
    return Reader(tables).read()


class Reader:
    """Reads once; ``refused`` grows with every reason."""

    def __init__(self, tables: Sheets) -> None:
        self.tables = tables
        self.refused: list[Refusal] = []
        self.lost: list[Told] = []

    def read(self) -> OldSlate:
        listed = list(self._listed())
        games = merged(game for _, game in listed)
        found = list(self._found())
        for _, met in found:
            games.setdefault(met.external_id, bare(met))
        run_lines = _run_lines(found)
        told = [self._told(row, games[met.external_id], run_lines) for row, met in found]
        told = self._agreeing(told)
        return OldSlate(
            tuple(_with_prices(games, told)),
            tuple(sorted(self.refused, key=str)),
            (*(Told(row, game.external_id) for row, game in listed), *told, *self.lost),
        )

    def _listed(self) -> Iterator[tuple[OldRow, Listing]]:
        for row in rows_of(GAMES, self.tables):
            try:
                yield row, old_game(row)
            except RecordError as error:
                self._lose(row, error)

    def _found(self) -> Iterator[tuple[OldRow, Meeting]]:
        """The other rows, with the games they are of."""
        rows = [row for table in (*PRICES, SPLITS) for row in rows_of(table, self.tables)]
        finder = Finder(self.tables, rows)
        for row in rows:
            try:
                yield row, finder.find(row)
            except RecordError as error:
                self._lose(row, error)

    def _told(self, row: OldRow, game: Listing, run_lines: RunLines) -> Told:
        items = list(
            splits_of(row, game) if row.table == SPLITS else statements_of(row, game, run_lines)
        )
        for reason in items or ["neither a price nor a share in it"]:
            if isinstance(reason, str):
                self._refuse(game.external_id, row, reason)
        return Told(
            row, game.external_id, tuple(item for item in items if not isinstance(item, str))
        )

    def _agreeing(self, told: Sequence[Told]) -> list[Told]:
        """Without what another row contradicts: of two prices of one instant, neither is known."""
        values = defaultdict[object, set[object]](set)
        for one in told:
            for item in one.said:
                values[one.external_id, *_place(item)].add(_value(item))
        return [self._without(one, values) for one in told]

    def _without(self, one: Told, values: dict[object, set[object]]) -> Told:
        kept = [item for item in one.said if len(values[one.external_id, *_place(item)]) == 1]
        for item in one.said:
            if item not in kept:
                said = f"{item.market} {item.side} {item.phase}"
                self._refuse(one.external_id, one.row, f"{said}: another row says otherwise")
        return evolve(one, said=tuple(kept))

    def _lose(self, row: OldRow, error: RecordError) -> None:
        self._refuse(NO_GAME, row, str(error))
        self.lost.append(Told(row))

    def _refuse(self, external_id: str, row: OldRow, reason: str) -> None:
        self.refused.append(Refusal(external_id=external_id, record=row.name, reason=reason))


def _run_lines(found: Iterable[tuple[OldRow, Meeting]]) -> RunLines:
    return {
        pair
        for row, met in found
        if row.table == SPREADS
        for pair in run_line_prices(row, met.external_id)
    }


def _place(item: Said) -> tuple[object, ...]:
    return type(item), item.book, item.market, item.side, item.phase, item.observed_at


def _value(item: Said) -> object:
    if isinstance(item, Quote):
        return item.price, item.line
    return item.tickets_percent, item.money_percent, item.bets


def _with_prices(games: dict[str, Listing], told: Iterable[Told]) -> Iterator[Listing]:
    """The games with what is said of them, once and in an order of its own."""
    said = defaultdict[str, set[Said]](set)
    for one in told:
        said[one.external_id] |= set(one.said)
    for id in sorted(games):
        items = sorted(said[id], key=str)
        yield evolve(
            games[id],
            quotes=tuple(item for item in items if isinstance(item, Quote)),
            splits=tuple(item for item in items if isinstance(item, Split)),
        )
