"""What a market thinks without vig, and what to do about one side of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from attrs import Factory, field, frozen

from mlbcore.errors import RecordError
from mlbcore.models.market import Market, Period, Side, Word
from mlbcore.models.quote import american_price, check_line, runs
from mlbcore.models.signal import ConfidenceLevel, check_scores, confidence_level
from mlbcore.models.time import check_aware


class Recommendation(Word):
    STRONG_BUY = "strong_buy"
    BUY = "buy"
    HOLD = "hold"
    AVOID = "avoid"
    FADE = "fade"


class Risk(Word):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Opinion(Word):
    """Whose fair probability is believed: the median of all books, or the sharp ones' more."""

    MEDIAN = "median"
    SHARP = "sharp_mean"


@frozen(kw_only=True)
class Consensus:
    """What the books of a market thought of one side at one line, as fair probabilities, 0 to 1.

    ``hold`` is the books' median share of all money; ``books`` counts operators. ``outliers`` and
    ``stale`` books were left out.
    """

    game: int
    market: Market
    period: Period = Period.GAME
    side: Side
    observed_at: dt.datetime
    line: Decimal | None = field(default=None, converter=runs)
    median_no_vig: float
    mean_no_vig: float
    lowest_no_vig: float
    highest_no_vig: float
    hold: float
    books: int
    outliers: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_line(self.market, self.line, self.side)
        check_aware("observed_at", self.observed_at)
        check_scores(self.lowest_no_vig, self.mean_no_vig, self.highest_no_vig)


@frozen(kw_only=True)
class BettingAnalysis:
    """What to do about one side of one market at one book's price.

    ``fair_probability`` is that of winning unless it pushes, ``expected_value`` the profit of each
    unit that is not pushed, ``stake`` a share of the bankroll; ``confidence``, 0 to 1, scores the
    evidence. ``risks`` are those of each dimension, ``risk`` the worst of them; ``features`` the
    numbers it was computed from; ``best_at`` is when to bet. Raises RecordError for values that
    cannot be true together.
    """

    id: UUID
    game: int
    market: Market
    period: Period = Period.GAME
    team: Side | None = None
    side: Side
    line: Decimal | None = field(default=None, converter=runs)
    book: str
    price: int = field(converter=american_price)
    fair_probability: float
    expected_value: float
    stake: float
    recommendation: Recommendation
    risk: Risk
    confidence: float
    signals: tuple[UUID, ...] = ()
    risks: Mapping[str, Risk] = Factory(dict)
    features: Mapping[str, float] = Factory(dict)
    analysed_at: dt.datetime
    best_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    analyser: str
    version: str

    def __attrs_post_init__(self) -> None:
        check_line(self.market, self.line, self.side)
        check_scores(self.fair_probability, self.stake, self.confidence)
        check_aware("analysed_at", self.analysed_at)
        if self.side not in self.market.sides:
            raise RecordError(f"{self.market} has no side {self.side}")

    @property
    def level(self) -> ConfidenceLevel:
        return confidence_level(self.confidence)

    @property
    def is_actionable(self) -> bool:
        return self.recommendation is not Recommendation.HOLD

    def is_expired(self, at: dt.datetime) -> bool:
        """Whether it speaks of the past at an aware instant."""
        return self.expires_at is not None and at >= self.expires_at
