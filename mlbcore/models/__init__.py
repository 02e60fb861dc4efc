"""Frozen records; no I/O and no conversion."""

from mlbcore.models.backtest import (
    Backtest,
    BacktestDay,
    BacktestPart,
    Figures,
    Setup,
    StrategyCategory,
)
from mlbcore.models.bet import Account, Bet, Deposit, VoidRule, dollars
from mlbcore.models.book import BOOKS, Book, is_bettable
from mlbcore.models.conclusion import BettingAnalysis, Consensus, Recommendation, Risk
from mlbcore.models.game import NOT_PLAYED, Game, GameStatus
from mlbcore.models.listing import Detail, Listing, Refusal
from mlbcore.models.market import LineStatus, Market, Period, Phase, Side, Word
from mlbcore.models.movement import MovementMagnitude, MoveSpeed, PriceDirection
from mlbcore.models.payload import Payload
from mlbcore.models.quality import Quality
from mlbcore.models.quote import Quote, american_price, runs
from mlbcore.models.seen import Seen, SeenSplit
from mlbcore.models.setting import (
    Context,
    DoubleHeader,
    GameType,
    Pitcher,
    Starter,
    Venue,
    Weather,
    WeatherCondition,
)
from mlbcore.models.signal import ConfidenceLevel, Evidence, Signal, SignalType
from mlbcore.models.split import Split
from mlbcore.models.team import ALL_STARS, TEAMS, Team
from mlbcore.models.time import EASTERN, slate_date
from mlbcore.models.timing import TimingClass, timing_class

__all__ = [
    "ALL_STARS",
    "BOOKS",
    "EASTERN",
    "NOT_PLAYED",
    "TEAMS",
    "Account",
    "Backtest",
    "BacktestDay",
    "BacktestPart",
    "Bet",
    "BettingAnalysis",
    "Book",
    "ConfidenceLevel",
    "Consensus",
    "Context",
    "Deposit",
    "Detail",
    "DoubleHeader",
    "Evidence",
    "Figures",
    "Game",
    "GameStatus",
    "GameType",
    "LineStatus",
    "Listing",
    "Market",
    "MoveSpeed",
    "MovementMagnitude",
    "Payload",
    "Period",
    "Phase",
    "Pitcher",
    "PriceDirection",
    "Quality",
    "Quote",
    "Recommendation",
    "Refusal",
    "Risk",
    "Seen",
    "SeenSplit",
    "Setup",
    "Side",
    "Signal",
    "SignalType",
    "Split",
    "Starter",
    "StrategyCategory",
    "Team",
    "TimingClass",
    "Venue",
    "VoidRule",
    "Weather",
    "WeatherCondition",
    "Word",
    "american_price",
    "dollars",
    "is_bettable",
    "runs",
    "slate_date",
    "timing_class",
]
