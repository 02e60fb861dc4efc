"""Which game a row means by the ids that it says other sources give it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mlbcore.db.appearances import Appearance
from mlbcore.db.store import Store
from mlbcore.models.game import pairing
from mlbcore.pipeline.identity import NotMet, Row


def look_elsewhere(
    store: Store, rows: Iterable[Row], appearances: Sequence[Appearance], known: Mapping[str, int]
) -> tuple[dict[str, int], list[NotMet]]:
    """As ``named_elsewhere``, of the rows whose own id is not ``known``."""
    asked = [row for row in rows if row.listing.elsewhere and row.external_id not in known]
    if not asked:
        return {}, []
    refs = {ref for row in asked for ref in row.listing.elsewhere}
    return named_elsewhere(asked, store.appearances.known_elsewhere(refs), appearances)


def named_elsewhere(
    rows: Iterable[Row], found: Mapping[tuple[str, str], int], appearances: Iterable[Appearance]
) -> tuple[dict[str, int], list[NotMet]]:
    """The games that rows name, by their own ids, and the rows that are contradicted.

    Whoever wrote the ids may have guessed: they count where those that are known, ``found``, are
    of one game that is listed on the row's date with the row's teams, and else speak against it.
    """
    listed = {(a.game, a.date, a.away, a.home) for a in appearances}
    known: dict[str, int] = {}
    contradicted: list[NotMet] = []
    for row in rows:
        refs = [ref for ref in row.listing.elsewhere if ref in found]
        date, (away, home) = row.identity.dates[0], row.identity[1:3]
        if refs and {(found[ref], date, away, home) for ref in refs} <= listed:
            games = {found[ref] for ref in refs}
            if len(games) == 1:
                known[row.external_id] = games.pop()
                continue
        if refs:
            said = ", ".join(":".join(ref) for ref in refs)
            reason = f"its ids, {said}, are not those of one {pairing(away, home)} on {date}"
            contradicted.append((row, date, reason))
    return known, contradicted
