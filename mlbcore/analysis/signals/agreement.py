"""What the signals of a market say together: a score each, and for each side how far they agree."""

from __future__ import annotations

import datetime as dt

import polars as pl
from attrs import Factory, frozen

from mlbcore.analysis.columns.tape import MARKET, moment
from mlbcore.analysis.signals.findings import PLACES, side_of
from mlbcore.models import BOOKS, Risk, SharpDirection

SHARP = [code for code, its in BOOKS.items() if its.sharp]


@frozen(kw_only=True)
class DoubtRule:
    """What makes relying on a signal a risk: points for each doubt, and their classes.

    A confidence below ``confidence``, an indicator against it, a ``books`` share below that, and
    being late with a strength below ``strength``.
    """

    confidence: float = 0.7
    books: float = 0.5
    strength: float = 0.8
    points: tuple[float, float, float, float] = (0.2, 0.3, 0.1, 0.1)
    ends: tuple[float, float] = (0.15, 0.3)


@frozen(kw_only=True)
class ScoreRule:
    """What counts in the score of one signal, and what each of these is worth in all.

    ``supporting`` indicators are as many as count; any against it takes ``contrary``. ``late`` is
    the time before the start in which a signal is worth ``lateness`` more. A signal is actionable
    from ``confident`` and ``strong`` on if nothing speaks against it, and coordinated where
    ``sharp`` sharp books, and the share ``coordinated`` of all books it names, are for it.
    """

    confidence: float = 0.4
    strength: float = 0.3
    books: float = 0.2
    indicators: float = 0.1
    supporting: int = 5
    contrary: float = 0.2
    late: dt.timedelta = dt.timedelta(hours=2)
    lateness: float = 0.05
    confident: float = 0.65
    strong: float = 0.6
    sharp: int = 3
    coordinated: float = 0.7
    doubt: DoubtRule = Factory(DoubtRule)


@frozen(kw_only=True)
class AgreementRule:
    """``window`` is how long a signal is heard; the rest is what a strong consensus needs."""

    window: dt.timedelta = dt.timedelta(hours=24)
    confidence: float = 0.8
    agreement: float = 0.7
    signals: int = 3


def scored(findings: pl.DataFrame, rule: ScoreRule) -> pl.DataFrame:
    """FINDINGS with ``finding`` (their place), and what the rule makes of each.

    ``book_share``, the share of the books it names that are for it, null where it names none;
    ``score``, 0 to 1; ``doubt``, the Risk of relying on it; ``late``, ``actionable`` and
    ``coordinated``.
    """
    ours, theirs = pl.col("books_for").list.len(), pl.col("books_against").list.len()
    contrary = pl.col("indicators_against").list.len()
    sharps = pl.col("books_for").list.set_intersection(SHARP).list.len()
    judged = findings.with_row_index("finding").with_columns(
        book_share=pl.when(ours + theirs > 0).then(ours / (ours + theirs)),
        late=(pl.col("start") - pl.col("at") <= rule.late).fill_null(value=False),
        actionable=(pl.col("confidence") >= rule.confident)
        & (pl.col("strength") >= rule.strong)
        & (contrary == 0),
    )
    return judged.with_columns(
        score=_score(rule).clip(0, 1).round(PLACES),
        doubt=_doubt(rule.doubt),
        coordinated=((sharps >= rule.sharp) & (pl.col("book_share") >= rule.coordinated)).fill_null(
            value=False
        ),
    )


def _score(rule: ScoreRule) -> pl.Expr:
    supporting = (pl.col("indicators_for").list.len() / rule.supporting).clip(0, 1)
    contradicted = (pl.col("indicators_against").list.len() > 0).cast(pl.Float64)
    return (
        rule.confidence * pl.col("confidence")
        + rule.strength * pl.col("strength")
        + rule.books * pl.col("book_share").fill_null(0.0)
        + rule.indicators * supporting
        - rule.contrary * contradicted
        + rule.lateness * pl.col("late").cast(pl.Float64)
    )


def _doubt(rule: DoubtRule) -> pl.Expr:
    doubts = (
        pl.col("confidence") < rule.confidence,
        pl.col("indicators_against").list.len() > 0,
        (pl.col("book_share") < rule.books).fill_null(value=False),
        pl.col("late") & (pl.col("strength") < rule.strength),
    )
    points = pl.sum_horizontal(
        worth * doubt.cast(pl.Float64) for worth, doubt in zip(rule.points, doubts, strict=True)
    ).round(PLACES)
    passed = pl.sum_horizontal((points >= end).cast(pl.Int32) for end in rule.ends)
    return passed.replace_strict(
        list(range(len(Risk))), list(map(str, Risk)), return_dtype=pl.Enum(Risk)
    )


def agreements(scored: pl.DataFrame, when: dt.datetime, rule: AgreementRule) -> pl.DataFrame:
    """One row a market and side that a signal speaks for or against at an aware instant.

    Heard are the signals raised until then and within the window, of games not yet begun. Columns:
    MARKET, ``side``; ``signals`` that speak for it and ``contrary`` ones; ``findings``, the places
    of the former, the best first; ``kinds`` of signal; ``agreement``, the share of all that speak
    for it; ``direction``; ``books`` for it and ``books_against``, and ``book_agreement``, the share
    of the former; ``confidence`` and ``strength`` (means); ``seconds`` from its first signal to its
    last; ``score``, that of its best signal times the agreement, and that one's ``doubt``;
    ``actionable``, ``coordinated`` and ``strong``.
    """
    instant = moment(when)
    begun = (pl.col("start") <= instant).fill_null(value=False)
    heard = scored.filter(
        (instant - pl.col("at")).is_between(dt.timedelta(), rule.window), ~begun
    ).sort("score", "finding", descending=[True, False])
    sides = pl.concat(
        [heard.select(MARKET).unique().with_columns(side=side_of(pl.lit(way))) for way in (1, -1)]
    )
    spoken = sides.join(
        heard, on=MARKET, nulls_equal=True, suffix="_spoken_for", maintain_order="left_right"
    )
    told = spoken.group_by(*MARKET, "side", maintain_order=True).agg(_summary())
    return _judged(told, rule).sort(*MARKET, "side", nulls_last=False)


def _summary() -> list[pl.Expr]:
    ours = pl.col("side_spoken_for") == pl.col("side")
    books, others = pl.col("books_for"), pl.col("books_against")
    at = pl.col("at").filter(ours)
    against = others.filter(ours).explode().append(books.filter(~ours).explode())
    return [
        ours.sum().alias("signals"),
        (~ours).sum().alias("contrary"),
        pl.col("finding").filter(ours).alias("findings"),
        pl.col("type").filter(ours).unique().sort().alias("kinds"),
        books.filter(ours).explode().drop_nulls().unique().sort().alias("books"),
        against.drop_nulls().unique().sort().alias("books_against"),
        *(pl.col(name).filter(ours).mean().round(PLACES) for name in ("confidence", "strength")),
        ((at.max() - at.min()).dt.total_microseconds() / 1e6).alias("seconds"),
        pl.col("score").filter(ours).max().alias("best"),
        pl.col("doubt").filter(ours).first(),
        *(pl.col(name).filter(ours).any() for name in ("actionable", "coordinated")),
    ]


def _judged(told: pl.DataFrame, rule: AgreementRule) -> pl.DataFrame:
    agreement = pl.col("signals") / (pl.col("signals") + pl.col("contrary"))
    words = {1.0: SharpDirection.LONG, 0.0: SharpDirection.NEUTRAL, -1.0: SharpDirection.SHORT}
    direction = (
        (agreement - 0.5)
        .sign()
        .replace_strict(
            list(words), list(map(str, words.values())), return_dtype=pl.Enum(SharpDirection)
        )
    )
    strong = (
        (pl.col("signals") >= rule.signals)
        & (pl.col("confidence") >= rule.confidence)
        & (agreement >= rule.agreement)
    ).fill_null(value=False)
    books = pl.col("books").list.len()
    named = books + pl.col("books_against").list.len()
    return told.with_columns(
        agreement=agreement,
        book_agreement=pl.when(named > 0).then(books / named),
        direction=direction,
        strong=strong,
        score=(pl.col("best").fill_null(0.0) * agreement).round(PLACES),
    ).drop("best")
