"""Every table whose rows are records as they are."""

from __future__ import annotations

from mlbcore.db.relation import Relation
from mlbcore.models import (
    Backtest,
    BacktestDay,
    BacktestPart,
    Bet,
    BettingAnalysis,
    Consensus,
    Context,
    Deposit,
    Evidence,
    Pitcher,
    Setup,
    Signal,
    Starter,
    Team,
    Venue,
    Weather,
)

TEAM = Relation("team", Team, ("code",))
VENUE = Relation("venue", Venue, ("id",))
WEATHER = Relation("weather", Weather, ("game",))
PITCHER = Relation("pitcher", Pitcher, ("id",))
STARTER = Relation("starter", Starter, ("game", "side"))
CONTEXT = Relation("context", Context, ("game",))
SIGNAL = Relation("signal", Signal, ("id",))
EVIDENCE = Relation(
    "evidence",
    Evidence,
    ("signal", "history", "payload", "book", "market", "period", "side", "phase", "tick"),
)
CONSENSUS = Relation("consensus", Consensus, ("game", "market", "period", "side", "observed_at"))
ANALYSIS = Relation("analysis", BettingAnalysis, ("id",))
LEDGER = Relation("ledger", Bet, ("id",))
DEPOSIT = Relation("deposit", Deposit, ("id",))
SETUP = Relation("strategy", Setup, ("id",))
BACKTEST = Relation("backtest", Backtest, ("id",))
BACKTEST_PART = Relation("backtest_part", BacktestPart, ("backtest", "part"))
BACKTEST_DAY = Relation("backtest_day", BacktestDay, ("backtest", "date"))
