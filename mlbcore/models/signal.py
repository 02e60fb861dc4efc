"""What a detector found in the record of one market, and the rows it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from attrs import Factory, frozen

from mlbcore.errors import RecordError
from mlbcore.models.market import Market, Period, Phase, Side, Word
from mlbcore.models.time import check_aware


class SignalType(Word):
    SHARP_ACTION = "sharp_action"
    STEAM_MOVE = "steam_move"
    REVERSE_LINE_MOVEMENT = "reverse_line_movement"
    BOOK_CONFLICT = "book_conflict"
    LATE_MONEY = "late_money"
    TIMING_EDGE = "timing_edge"
    VOLUME_SPIKE = "volume_spike"
    CONSENSUS_FADE = "consensus_fade"
    ARBITRAGE = "arbitrage"
    MARKET_INEFFICIENCY = "market_inefficiency"
    LINE_MOVEMENT = "line_movement"
    CONSENSUS = "consensus"
    HYBRID_SHARP = "hybrid_sharp"
    OPPOSING_MARKETS = "opposing_markets"
    UNDERDOG_VALUE = "underdog_value"
    LATE_FLIP = "late_flip"


class SharpDirection(Word):
    """Whether signals speak for a side (long), for the other (short), or for both alike."""

    LONG = "long"
    SHORT = "short"
    NEUTRAL = "neutral"


class ConfidenceLevel(Word):
    """Half-open bands from 0 to 1: a confidence of 0.65 is medium already."""

    VERY_LOW = "very_low"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


LEVELS = (
    (0.5, ConfidenceLevel.VERY_LOW),
    (0.65, ConfidenceLevel.LOW),
    (0.8, ConfidenceLevel.MEDIUM),
    (0.95, ConfidenceLevel.HIGH),
)


def confidence_level(confidence: float) -> ConfidenceLevel:
    return next((level for end, level in LEVELS if confidence < end), ConfidenceLevel.VERY_HIGH)


@frozen(kw_only=True)
class Signal:
    """``strength`` and ``confidence``, 0 to 1, score the evidence: neither is a probability.

    ``side`` is the side it speaks for, ``features`` the numbers it was computed from. Raises
    RecordError for a score outside 0 to 1, a side its market has not, or a naive instant.
    """

    id: UUID
    game: int
    market: Market
    period: Period = Period.GAME
    team: Side | None = None
    side: Side
    type: SignalType
    strength: float
    confidence: float
    raised_at: dt.datetime
    expires_at: dt.datetime | None = None
    detector: str
    version: str
    books_for: tuple[str, ...] = ()
    books_against: tuple[str, ...] = ()
    indicators_for: tuple[str, ...] = ()
    indicators_against: tuple[str, ...] = ()
    features: Mapping[str, float] = Factory(dict)

    def __attrs_post_init__(self) -> None:
        check_scores(self.strength, self.confidence)
        if self.side not in self.market.sides:
            raise RecordError(f"{self.market} has no side {self.side}")
        check_aware("raised_at", self.raised_at)

    @property
    def level(self) -> ConfidenceLevel:
        return confidence_level(self.confidence)

    @property
    def rank(self) -> tuple[float, float, dt.datetime, int]:
        """Sorts the strongest first, of those the surest, then by time."""
        return (-self.strength, -self.confidence, self.raised_at, self.game)


@frozen(kw_only=True)
class Evidence:
    """A row of the history of quotes or splits that a signal rests on."""

    signal: UUID
    history: str
    book: str
    market: Market
    period: Period = Period.GAME
    team: Side | None = None
    side: Side
    phase: Phase = Phase.PREGAME
    line: Decimal | None = None
    observed_at: dt.datetime | None
    payload: int
    tick: int = 0


def check_scores(*scores: float) -> None:
    """Raise RecordError for a score outside 0 to 1."""
    if not all(0 <= score <= 1 for score in scores):
        raise RecordError(f"scores outside 0 to 1: {scores}")
