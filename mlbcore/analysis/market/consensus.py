"""The market's opinion: what its books think of one line once the vig is out, and who differs."""

from __future__ import annotations

import polars as pl

from mlbcore.analysis.board import EVEN_DIGITS
from mlbcore.analysis.columns.pairs import implied_by
from mlbcore.analysis.columns.panel import BEGINNING
from mlbcore.analysis.columns.tape import MARKET, bettable, sharp
from mlbcore.settings import ConsensusRule

AT = (*MARKET, "when")
# A median's distance of a normal distribution from its standard deviation.
NORMAL = 1.4826
# What tells of a market where no bettable book does: nobody can say whose price it was.
STAND_INS = ("consensus", "sbr_archive")


def consensus(panel: pl.DataFrame, rule: ConsensusRule) -> pl.DataFrame:
    """One row a market and instant, at the line that most books show.

    Of lines that as many show the one whose sides are most even. Columns: AT, ``line``; of home or
    over ``median``, ``mean``, ``sharp_mean`` (sharp books weighted), ``lowest`` and ``highest``
    (fair probabilities, 0 to 1); ``dispersion`` (their standard deviation), ``agreement`` (share of
    books near the median), ``books`` (how many count), ``outliers``, ``stale``; ``hold`` (median)
    and ``best_hold``, that of the best prices of both sides: below 0 they are an arbitrage;
    ``efficiency`` (0 to 1), the share of the hold that choosing the best prices does not save, null
    where there is no hold to save. Only bettable books count; the consensus or archive price alone
    where there is none.
    """
    lined = at_main_line(of_books(panel))
    judged = lined.with_columns(outlier=_is_outlier(rule), stale=_is_stale(rule))
    return _summed(judged, rule).sort("when", *MARKET, nulls_last=False)


def of_books(panel: pl.DataFrame) -> pl.DataFrame:
    """The rows of a panel that count: of bettable books, else of what stands in for them."""
    priced = bettable(pl.col("book"))
    alone = pl.col("book").is_in(STAND_INS) & ~priced.any().over(AT)
    return panel.filter(priced | alone)


def at_main_line(books: pl.DataFrame) -> pl.DataFrame:
    """The rows at the line that most of them show; of as many the most even, then the lowest."""
    away = (pl.col("no_vig") - 0.5).abs().mean().round(EVEN_DIGITS)
    lines = books.group_by(*AT, "line").agg(pl.len().alias("shown"), even=away)
    main = lines.sort("shown", "even", "line", descending=[True, False, False]).unique(
        AT, keep="first", maintain_order=True
    )
    return books.join(main.select(*AT, "line"), on=[*AT, "line"], nulls_equal=True)


def _is_outlier(rule: ConsensusRule) -> pl.Expr:
    away = (pl.col("no_vig") - pl.col("no_vig").median().over(AT)).abs()
    deviation = NORMAL * away.median().over(AT)
    return (away > rule.outlier * deviation) & (away > rule.least) & (pl.len().over(AT) > 2)


def _is_stale(rule: ConsensusRule) -> pl.Expr:
    """A book at rest since so long before the middle one of all, of two in the middle the later."""
    since = pl.col("at").fill_null(BEGINNING)
    typical = since.sort().get(pl.len() // 2).over(AT)
    return typical - since > rule.stale


def _summed(judged: pl.DataFrame, rule: ConsensusRule) -> pl.DataFrame:
    counts = ~pl.col("outlier") & ~pl.col("stale")
    fair = pl.col("no_vig").filter(counts)
    weight = pl.when(sharp(pl.col("book"))).then(rule.sharp_weight).otherwise(1.0).filter(counts)
    near = ((fair - fair.median()).abs() <= rule.near).mean()
    return (
        judged.group_by(*AT, maintain_order=True)
        .agg(
            pl.col("line").first(),
            pl.col("start").first(),
            median=fair.median(),
            mean=fair.mean(),
            sharp_mean=(fair * weight).sum() / weight.sum(),
            lowest=fair.min(),
            highest=fair.max(),
            dispersion=fair.std(ddof=0),
            agreement=near,
            books=counts.sum(),
            outliers=pl.col("book").filter("outlier").sort(),
            stale=pl.col("book").filter("stale").sort(),
            hold=pl.col("hold").filter(counts).median(),
            best_hold=_best_hold(),
        )
        .with_columns(efficiency=_efficiency())
    )


def _best_hold() -> pl.Expr:
    booksum = implied_by(pl.col("above")).min() + implied_by(pl.col("below")).min()
    return 1 - 1 / booksum


def _efficiency() -> pl.Expr:
    hold = pl.col("hold")
    return pl.when(hold > 0).then((pl.col("best_hold") / hold).clip(0, 1))
