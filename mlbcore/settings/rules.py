"""The parameters of the detectors and of the market's opinion: sections below ``[detectors]``.

They stand here, and not beside what they are the parameters of, since settings load nothing heavy.
"""

from __future__ import annotations

import datetime as dt

from attrs import field, frozen

from mlbcore.settings.options import means

AGAIN = "hours in which the same is not found again"
BETS = "bets that are counted at least, where the source counts them"


@frozen(kw_only=True)
class SteamRule:
    """``cents``, ``runs`` and ``toward`` are each enough for a book's move."""

    window_minutes: float = field(
        default=15.0, metadata=means("minutes within which the books move", within=(1, 1440))
    )
    books: int = field(
        default=3, metadata=means("bettable books that move one way at least", within=(2, 50))
    )
    cents: float = field(
        default=10.0, metadata=means("cents that are enough for a book's move", within=(1, 1000))
    )
    runs: float = field(
        default=0.5, metadata=means("runs that are enough for it", within=(0.5, 50))
    )
    toward: float = field(
        default=0.02, metadata=means("fair probability that is enough for it", within=(0.001, 1))
    )

    @property
    def window(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.window_minutes)


@frozen(kw_only=True)
class ReverseRule:
    """Reverse line movement, and the line freeze."""

    tickets: float = field(
        default=60.0, metadata=means("percent of the tickets on a side", within=(51, 99))
    )
    strong: float = field(
        default=70.0,
        metadata=means("percent of them that are strong, or a line freeze", within=(51, 100)),
    )
    moved: float = field(
        default=0.01,
        metadata=means("fair probability that the side has lost", within=(0.001, 1)),
    )
    still: float = field(
        default=0.005,
        metadata=means("fair probability below which a line is frozen", within=(0.0001, 1)),
    )
    bets: int = field(default=100, metadata=means(BETS, within=(0, 1_000_000)))
    again_hours: float = field(default=2.0, metadata=means(AGAIN, within=(0, 72)))

    @property
    def again(self) -> dt.timedelta:
        return dt.timedelta(hours=self.again_hours)


@frozen(kw_only=True)
class MoneyRule:
    """Sharp action, the public's lean, and late money."""

    divergence: float = field(
        default=10.0,
        metadata=means(
            "percentage points by which the money of a sharp side exceeds its tickets",
            within=(0.1, 50),
        ),
    )
    wide: float = field(
        default=30.0, metadata=means("those at which it is strongest", within=(0.1, 100))
    )
    money: float = field(
        default=55.0, metadata=means("percent of the money on a sharp side", within=(1, 100))
    )
    bets: int = field(default=100, metadata=means(BETS, within=(0, 1_000_000)))
    lean: float = field(
        default=65.0, metadata=means("percent of the tickets on the public's side", within=(51, 99))
    )
    heavy: float = field(
        default=80.0, metadata=means("percent at which that is strongest", within=(51, 100))
    )
    late_hours: float = field(
        default=2.0, metadata=means("hours before the start that are late", within=(0.1, 72))
    )
    surge: float = field(
        default=15.0,
        metadata=means("percentage points by which a side's money rose late", within=(0.1, 100)),
    )
    again_hours: float = field(default=2.0, metadata=means(AGAIN, within=(0, 72)))

    @property
    def late(self) -> dt.timedelta:
        return dt.timedelta(hours=self.late_hours)

    @property
    def again(self) -> dt.timedelta:
        return dt.timedelta(hours=self.again_hours)


@frozen(kw_only=True)
class LeadRule:
    """A sharp book that leads: ``book_conflict``."""

    gap: float = field(
        default=0.02,
        metadata=means("fair probability between it and the others' median", within=(0.001, 1)),
    )
    wide: float = field(
        default=0.06, metadata=means("that at which it is strongest", within=(0.001, 1))
    )
    books: int = field(default=3, metadata=means("other books at its line", within=(1, 50)))
    again_hours: float = field(default=1.0, metadata=means(AGAIN, within=(0, 72)))

    @property
    def again(self) -> dt.timedelta:
        return dt.timedelta(hours=self.again_hours)


@frozen(kw_only=True)
class WeighRule:
    """What findings of other kinds, which were there before, mean for a signal's confidence."""

    window_hours: float = field(
        default=6.0, metadata=means("hours for which a finding is heard", within=(0, 168))
    )
    confirmed: float = field(
        default=0.05,
        metadata=means("confidence that each kind for the same side adds", within=(0, 1)),
    )
    contradicted: float = field(
        default=0.10,
        metadata=means("confidence that each kind for the other side takes", within=(0, 1)),
    )

    @property
    def window(self) -> dt.timedelta:
        return dt.timedelta(hours=self.window_hours)


@frozen(kw_only=True)
class ConsensusRule:
    """Who counts in the market's opinion. An outlier passes both of its limits."""

    outlier: float = field(
        default=3.0,
        metadata=means("deviations from the median beyond which a book is one", within=(0, 1000)),
    )
    least: float = field(
        default=0.02,
        metadata=means("fair probability from it beyond which it is", within=(0, 1)),
    )
    stale_hours: float = field(
        default=2.0,
        metadata=means(
            "hours after its change in which most others have changed", within=(0.01, 720)
        ),
    )
    near: float = field(
        default=0.01,
        metadata=means("fair probability from the median within which it agrees", within=(0, 1)),
    )
    sharp_weight: float = field(
        default=3.0, metadata=means("what a sharp book counts in sharp_mean", within=(0.01, 100))
    )

    @property
    def stale(self) -> dt.timedelta:
        return dt.timedelta(hours=self.stale_hours)


@frozen(kw_only=True)
class ArbitrageRule:
    """Prices of two books that cannot lose together, by their return."""

    least: float = field(
        default=0.005, metadata=means("the return of one, at least", within=(0, 1))
    )
    most: float = field(
        default=0.10,
        metadata=means("the return beyond which it is an error of the data", within=(0, 1)),
    )
    fresh: float = field(
        default=300.0,
        metadata=means("seconds since a source was asked, at most", within=(0, 86_400)),
    )


@frozen(kw_only=True)
class DetectorRules:
    """``weigh`` and ``consensus`` are no detectors: what findings, and books, mean together."""

    steam: SteamRule = SteamRule()
    reverse: ReverseRule = ReverseRule()
    money: MoneyRule = MoneyRule()
    lead: LeadRule = LeadRule()
    weigh: WeighRule = WeighRule()
    consensus: ConsensusRule = ConsensusRule()
    arbitrage: ArbitrageRule = ArbitrageRule()


DEFAULT_RULES = DetectorRules()
