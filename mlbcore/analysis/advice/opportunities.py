"""Opportunities: what each side of a market could be bet at, and all that speaks about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import polars as pl
from attrs import Factory, frozen

from mlbcore.analysis.columns.moves import line_moves
from mlbcore.analysis.columns.offers import standing_offers
from mlbcore.analysis.columns.pairs import pairs
from mlbcore.analysis.columns.panel import at_instant, panel
from mlbcore.analysis.columns.tape import MARKET, Tape, bettable
from mlbcore.analysis.market.consensus import consensus
from mlbcore.analysis.market.value import valued
from mlbcore.analysis.signals.agreement import AgreementRule, ScoreRule, agreements, scored
from mlbcore.analysis.signals.found import signal_id
from mlbcore.models import Market, Opinion, Period, Risk, Side
from mlbcore.models.market import ABOVE, own_line
from mlbcore.odds import american_to_decimal, american_to_probability
from mlbcore.settings import ConsensusRule

SIDE = (*MARKET, "side")


@frozen(kw_only=True)
class OpportunityRule:
    """``reach`` is how many runs an offer's line may be from the consensus'.

    Offers of sources last asked longer than ``old`` seconds ago are taken where there is no other.
    """

    opinion: Opinion = Opinion.MEDIAN
    reach: float = 0.5
    old: float = 3600.0
    score: ScoreRule = Factory(ScoreRule)
    agreement: AgreementRule = Factory(AgreementRule)


@frozen(kw_only=True)
class Opportunity:
    """The best price of one side at an instant, and what is known about it.

    ``fair`` is the probability that the side wins if it does not push, at ``line`` (its own). The
    price stands since ``since``; its source was last asked ``age`` seconds ago; both are None where
    nobody knows. ``spread`` is how far ``books`` lie apart in fair probability, ``best_hold`` what
    the best prices of both sides hold. ``outlier`` and ``stale`` are told of the price's book.
    ``moved`` is what the fair probability of the side has gained since its books opened. ``score``
    is that of the signals for it, ``contrary`` that of those for the other side, ``doubt`` the risk
    of the best one for it.
    """

    game: int
    date: dt.date
    market: Market
    period: Period
    team: Side | None
    side: Side
    line: float | None
    book: str
    price: int
    fair: float
    since: dt.datetime | None
    age: float | None
    start: dt.datetime | None
    books: int
    outlier: bool
    stale: bool
    spread: float
    best_hold: float
    moved: float | None
    score: float
    contrary: float
    doubt: Risk
    signals: tuple[UUID, ...]

    @property
    def edge(self) -> float:
        """The fair probability above the one that the price implies, 0 to 1."""
        return self.fair - float(american_to_probability(self.price))

    @property
    def expected_value(self) -> float:
        """The profit to expect of a unit that does not come back by a push."""
        return self.fair * float(american_to_decimal(self.price)) - 1

    @property
    def features(self) -> dict[str, float]:
        """The numbers that were known, by name."""
        names = ("age", "books", "spread", "best_hold", "moved", "score", "contrary")
        told = {name: getattr(self, name) for name in names}
        return {name: float(value) for name, value in told.items() if value is not None}


def opportunities(
    tape: Tape,
    looks: pl.DataFrame,
    findings: pl.DataFrame,
    when: dt.datetime,
    rule: OpportunityRule,
    consensus_rule: ConsensusRule,
) -> list[Opportunity]:
    """The sides that could be bet at an aware instant, of games not yet begun.

    ``looks`` as ``standing_offers`` takes them, ``findings`` those of the tape. Of several prices
    of a side the one of the highest expected value, but one that nobody knows to stand only where
    there is no other.
    """
    shown = pairs(tape.until(when))
    opinion = consensus(panel(shown, at_instant(shown, when)), consensus_rule)
    best = _best(standing_offers(tape, when, looks), opinion, rule)
    spoken = agreements(scored(findings, rule.score), when, rule.agreement)
    told = (
        best.join(tape.games.select("game", "date"), on="game", how="left")
        .join(_moved(shown), on=MARKET, how="left", nulls_equal=True)
        .join(_spoken(spoken), on=SIDE, how="left", nulls_equal=True)
        .sort(SIDE, nulls_last=False)
    )
    return [_opportunity(row, findings) for row in told.iter_rows(named=True)]


def _best(offered: pl.DataFrame, opinion: pl.DataFrame, rule: OpportunityRule) -> pl.DataFrame:
    opinions = opinion.select(
        *MARKET,
        "books",
        "best_hold",
        "outliers",
        opinion=str(rule.opinion),
        of_line="line",
        spread=pl.col("highest") - pl.col("lowest"),
        stale_books="stale",
    )
    judged = valued(offered, opinions, rule.reach, MARKET).with_columns(
        outlier=pl.col("outliers").list.contains(pl.col("book")),
        stale=pl.col("stale_books").list.contains(pl.col("book")),
    )
    known = pl.col("at").is_not_null() & (pl.col("age") <= rule.old) & ~pl.col("stale")
    order = (known.fill_null(value=False).not_(), -pl.col("expected"), "line", "book")
    return judged.sort(*SIDE, *order, nulls_last=False).unique(
        SIDE, keep="first", maintain_order=True
    )


def _moved(shown: pl.DataFrame) -> pl.DataFrame:
    """How far the books of each market moved since they opened, towards home or over."""
    of_books = line_moves(shown).filter(bettable(pl.col("book")))
    return of_books.group_by(MARKET).agg(toward=pl.col("toward").median())


def _spoken(agreements: pl.DataFrame) -> pl.DataFrame:
    """The score and signals of each side beside the score of the other."""
    other = pl.col("score").sum().over(MARKET) - pl.col("score")
    return agreements.select(*SIDE, "score", "doubt", "findings", contrary=other)


def _opportunity(row: Mapping[str, Any], findings: pl.DataFrame) -> Opportunity:
    side, line, toward = Side(row["side"]), row["line"], row["toward"]
    places = row["findings"] or ()
    return Opportunity(
        game=row["game"],
        date=row["date"],
        market=Market(row["market"]),
        period=Period(row["period"]),
        team=Side(row["team"]) if row["team"] else None,
        side=side,
        line=own_line(side, line),
        book=row["book"],
        price=row["price"],
        fair=row["fair"],
        since=row["at"],
        age=row["age"],
        start=row["start"],
        books=row["books"],
        outlier=row["outlier"],
        stale=row["stale"],
        spread=row["spread"],
        best_hold=row["best_hold"],
        moved=toward if toward is None or side in ABOVE else 0.0 - toward,
        score=row["score"] or 0.0,
        contrary=row["contrary"] or 0.0,
        doubt=Risk(row["doubt"] or Risk.LOW),
        signals=tuple(signal_id(findings.row(place, named=True)) for place in places),
    )
