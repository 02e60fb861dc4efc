"""Which game of ours a listed game is: pure, and never by likeness.

Listings meet games by slate date and both teams, one to one in order of start. Where the numbers
differ, a listing meets the one game that starts at the same minute. All else stays unmatched, with
its reason.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from attrs import Factory, define, frozen

from mlbcore.collecting import Identity
from mlbcore.db.appearances import Appearance
from mlbcore.models import Listing
from mlbcore.models.game import NOT_PLAYED, check_pairing, pairing

Key = tuple[dt.date, str, str]
NONE_GIVEN: Mapping[str, int] = MappingProxyType({})
LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)


@frozen
class Row:
    """A listed game with what its mapper made of it. Raises RecordError where that is no game."""

    listing: Listing
    identity: Identity

    def __attrs_post_init__(self) -> None:
        check_pairing(self.identity.away, self.identity.home)

    @property
    def external_id(self) -> str:
        return self.identity.external_id

    @property
    def put_off(self) -> bool:
        return self.listing.status in NOT_PLAYED


NotMet = tuple[Row, dt.date, str]  # why


@define
class Resolution:
    """What became of each row: a game met on a date, a game to create, or a reason."""

    met: list[tuple[Row, dt.date, int]] = Factory(list)
    created: list[tuple[Row, dt.date]] = Factory(list)
    unmatched: list[NotMet] = Factory(list)


def resolve(
    rows: Iterable[Row],
    appearances: Sequence[Appearance],
    known: Mapping[str, int],
    named: set[dt.date],
    given: Mapping[str, int] = NONE_GIVEN,
) -> Resolution:
    """Resolve a source's rows against the games listed on their dates.

    ``known`` are ids already given to a game; ``named`` the dates whose games MLB has named:
    on others, a source that comes first makes the game. ``given`` are the games that ids made of
    what a row states were given before.
    """
    resolution = Resolution()
    meetings = _meetings(appearances)
    for key, group in _grouped(rows, appearances, {**known, **given}).items():
        here = meetings[key]
        if any(row.identity.stated for row in group):
            _resolve_stated(key, group, here, known, given, named, resolution)
        else:
            _resolve_group(key, group, here, known, resolution)
        if not here and key[0] not in named:
            resolution.created += [(row, date) for row, date, _ in _take_back(group, resolution)]
    return resolution


def adopt(
    rows: Iterable[Row], appearances: Sequence[Appearance], known: Mapping[str, int]
) -> Resolution:
    """Resolve MLB's own rows: known, or a game another source made first, or a game to create."""
    resolution = Resolution()
    unnamed = [a for a in appearances if not a.named]
    meetings = _meetings(unnamed)
    for key, group in _grouped(rows, unnamed, known).items():
        here = meetings[key]
        _resolve_group(key, group, here, known, resolution)
        resolution.created += [(row, date) for row, date, _ in _take_back(group, resolution)]
    return resolution


def _meetings(appearances: Iterable[Appearance]) -> dict[Key, list[Appearance]]:
    meetings: dict[Key, list[Appearance]] = defaultdict(list)
    for appearance in appearances:
        meetings[appearance.date, appearance.away, appearance.home].append(appearance)
    return meetings


def _resolve_group(
    key: Key,
    group: Sequence[Row],
    here: Sequence[Appearance],
    known: Mapping[str, int],
    resolution: Resolution,
) -> None:
    ids = {row.external_id for row in group}
    taken = {known[id] for id in ids & known.keys()}
    taken |= {a.game for a in here if set(a.met) - ids}
    resolution.met += [
        (row, key[0], known[row.external_id]) for row in group if row.external_id in known
    ]
    fresh = [row for row in group if row.external_id not in known]
    free = [a for a in here if a.game not in taken]
    pairs = _pair(fresh, free, here)
    resolution.met += [(row, key[0], appearance.game) for row, appearance in pairs]
    paired = [row for row, _ in pairs]
    resolution.unmatched += [
        (row, key[0], _reason(key, fresh, free, here)) for row in fresh if row not in paired
    ]


def _resolve_stated(
    key: Key,
    group: Sequence[Row],
    here: Sequence[Appearance],
    known: Mapping[str, int],
    given: Mapping[str, int],
    named: set[dt.date],
    resolution: Resolution,
) -> None:
    """Rows whose ids are made of their starts: decided by themselves, as if they came first.

    An id that met a game before and is not among these may be that of a row whose start has been
    corrected: it takes no game. Where MLB has named none, that row may be of another game.
    """
    decided = {row.external_id: known[row.external_id] for row in group if row.external_id in known}
    rows = [row for row in group if row.external_id not in known]
    free = [a for a in here if a.game not in decided.values()]
    ids = {row.external_id for row in group}
    retold = {a.game for a in free if key[0] not in named and set(a.met) - ids}
    decided |= {row.external_id: a.game for row, a in _pair(rows, free, here)}
    for row in group:
        before = given.get(row.external_id)
        game = decided.get(row.external_id, before if len(here) < 2 else None)
        if game is None:
            resolution.unmatched.append((row, key[0], _reason(key, rows, free, here)))
        elif reason := _against(key, game, before, retold):
            resolution.unmatched.append((row, key[0], reason))
        else:
            resolution.met.append((row, key[0], game))


def _against(key: Key, game: int, before: int | None, retold: set[int]) -> str | None:
    if before is not None and before != game:
        return f"its start was that of another {_of(key)}"
    if before is None and game in retold:
        return (
            f"{_of(key)} was told with another start before: MLB's page of the date, once it is"
            " stored, tells whether there were two"
        )
    return None


def _take_back(group: Sequence[Row], resolution: Resolution) -> list[NotMet]:
    taken = [entry for entry in resolution.unmatched if entry[0] in group]
    resolution.unmatched = [entry for entry in resolution.unmatched if entry not in taken]
    return taken


def _grouped(
    rows: Iterable[Row], appearances: Sequence[Appearance], known: Mapping[str, int]
) -> dict[Key, list[Row]]:
    """Rows by date and teams.

    Of several dates, the first on which its game is listed, or else the teams meet.
    """
    keys = {(a.date, a.away, a.home) for a in appearances}
    listed = {(a.game, a.date) for a in appearances}
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        game = known.get(row.external_id)
        options = [(date, row.identity.away, row.identity.home) for date in row.identity.dates]
        its_own = [key for key in options if (game, key[0]) in listed]
        meeting = [key for key in options if key in keys]
        groups[[*its_own, *meeting, *options][0]].append(row)
    return groups


def _pair(
    rows: Sequence[Row], free: Sequence[Appearance], here: Sequence[Appearance]
) -> list[tuple[Row, Appearance]]:
    pairs = []
    for put_off in (False, True):
        ours = [a for a in free if (a.status in NOT_PLAYED) == put_off]
        theirs = [row for row in rows if row.put_off == put_off]
        pairs += _in_order(theirs, ours, here) or _by_start(theirs, ours)
    return pairs


def _in_order(
    rows: Sequence[Row], free: Sequence[Appearance], here: Sequence[Appearance]
) -> list[tuple[Row, Appearance]]:
    """One to one by start; nothing unless the numbers agree and the order is beyond doubt."""
    orders = {_order(row) for row in rows}
    if len(rows) != len(free) or len(orders) != len(rows):
        return []
    pairs = list(zip(sorted(rows, key=_order), free, strict=True))
    return [] if any(_contradicts(row, a, here) for row, a in pairs) else pairs


def _by_start(rows: Sequence[Row], free: Sequence[Appearance]) -> list[tuple[Row, Appearance]]:
    """The pairs that alone start at one minute; a placeholder start says nothing."""
    starts = [a.start for a in free if not a.start_tbd]
    theirs = [row.identity.start for row in rows]
    return [
        (row, a)
        for row in rows
        for a in free
        if a.start is not None
        and a.start == row.identity.start
        and not a.start_tbd
        and starts.count(a.start) == theirs.count(a.start) == 1
    ]


def _contradicts(row: Row, paired: Appearance, here: Sequence[Appearance]) -> bool:
    """Whether the row starts exactly when another game does, and not when its own does."""
    start = row.identity.start
    return start != paired.start and any(
        a.game != paired.game and a.start == start and not a.start_tbd for a in here if a.start
    )


def _order(row: Row) -> tuple[dt.datetime, int]:
    return row.identity.start or LATEST, row.identity.game_number or 1


def _reason(
    key: Key, rows: Sequence[Row], free: Sequence[Appearance], here: Sequence[Appearance]
) -> str:
    matchup = _of(key)
    if not here:
        return f"MLB lists no {matchup}"
    if not free:
        return f"every {matchup} has an id of this source already"
    if all(a.status in NOT_PLAYED for a in free):
        return f"MLB lists {matchup} as {free[0].status}"
    return (
        f"{_games(len(rows))} listed where MLB has {_games(len(free))} of {matchup},"
        " and the starts do not tell which is which"
    )


def _of(key: Key) -> str:
    date, away, home = key
    return f"{pairing(away, home)} on {date}"


def _games(count: int) -> str:
    return f"{count} game" if count == 1 else f"{count} games"
