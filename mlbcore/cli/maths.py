"""``mlbcore odds``: the maths of mlbcore.odds at the prompt, without a database."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import click

from mlbcore import odds
from mlbcore.cli.options import format_option
from mlbcore.cli.output import emit, say
from mlbcore.cli.prices import AMOUNT, OFFER, PRICE, PriceCommand
from mlbcore.odds import Decimal, OddsError, Offer, Price, Probability
from mlbcore.odds.landing import HOME_MARGINS, TOTALS
from mlbcore.odds.methods import Method
from mlbcore.odds.sides import SIDES, TOTAL

FORMATS = tuple(format.value for format in odds.Format)
METHODS = tuple(method.value for method in Method)
NOT_PLAYED = ("push", "void")


class OddsGroup(click.Group):
    """Here every wrong value is one the user typed."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OddsError as error:
            raise click.UsageError(str(error)) from error


WORDS = {1: "win", 0: "push", -1: "loss"}

method_option = click.option(
    "--method", type=click.Choice(METHODS), default="multiplicative", show_default=True
)


@click.group("odds", cls=OddsGroup)
def odds_group() -> None:
    """Prices, vig, stakes, arbitrage, parlays, closing line value and middles.

    A price is American (-110, +150), decimal (1.91), fractional (6/4, evens) or a probability
    (52.4%).
    """


@odds_group.command("convert", cls=PriceCommand)
@click.argument("prices", nargs=-1, required=True)
@click.option("--from", "format", type=click.Choice(FORMATS), help="The format they are in.")
@format_option
def convert_command(prices: tuple[str, ...], format: str | None, form: str) -> None:
    """A price in every format."""
    read = [Price.parse(text, format) for text in prices]
    columns = ("price", *FORMATS)
    emit([{"price": str(price), **_formats(price)} for price in read], form, columns)


@odds_group.command("devig", cls=PriceCommand)
@click.argument("prices", nargs=-1, required=True, type=PRICE)
@method_option
@format_option
def devig_command(prices: tuple[Price, ...], method: str, form: str) -> None:
    """Fair probabilities of all outcomes of a market."""
    fair = odds.devig(prices, method)
    whole = {"method": method, "overround": odds.overround(prices), "hold": odds.hold(prices)}
    rows = [
        {
            "price": str(price),
            "implied": float(price.probability),
            "fair": probability,
            "no_vig": odds.probability_to_american(probability),
            **whole,
        }
        for price, probability in zip(prices, fair, strict=True)
    ]
    emit(rows, form, tuple(rows[0]))


@odds_group.command("kelly", cls=PriceCommand)
@click.argument("bets", nargs=-1, required=True)
@click.option("--push", type=float, default=0.0, help="How likely the stake comes back.")
@click.option("--fraction", type=float, default=1.0, help="Of Kelly's share, as 0.25.")
@click.option("--cap", type=float, help="The largest share of the bankroll.")
@click.option("--bankroll", type=AMOUNT, default=1.0, show_default=True)
@click.option("--exclusive", is_flag=True, help="Of the outcomes only one can happen.")
@format_option
def kelly_command(
    bets: tuple[str, ...],
    push: float,
    fraction: float,
    cap: float | None,
    bankroll: float,
    exclusive: bool,
    form: str,
) -> None:
    """What to stake on BETS, each a price and a probability: -110 0.55.

    Several bets are independent and open at once, unless they are outcomes of one event.
    """
    if len(bets) % 2:
        raise click.UsageError("a bet is a price and a probability, as: -110 0.55")
    read = [
        (Price.parse(price), Probability(float(Price.parse(p, "probability").probability)))
        for price, p in zip(bets[::2], bets[1::2], strict=True)
    ]
    if len(read) > 1 and (push, fraction, cap) != (0.0, 1.0, None):
        raise click.UsageError("--push, --fraction and --cap are for one bet")
    decimals = [Decimal(float(price.decimal)) for price, _ in read]
    probabilities = [probability for _, probability in read]
    if len(read) == 1:
        shares = [odds.kelly(decimals[0], probabilities[0], push, fraction, cap)]
    elif exclusive:
        shares = odds.kelly_exclusive(decimals, probabilities)
    else:
        shares = odds.kelly_simultaneous(list(zip(decimals, probabilities, strict=True)))
    rows = [
        {
            "price": str(price),
            "probability": probability,
            "expected_value": odds.expected_value(decimal, probability, push),
            "share": share,
            "stake": share * bankroll,
        }
        for (price, probability), decimal, share in zip(read, decimals, shares, strict=True)
    ]
    emit(rows, form, tuple(rows[0]))


@odds_group.command("arbitrage", cls=PriceCommand)
@click.argument("offers", nargs=-1, required=True, type=OFFER, metavar="OFFER...")
@click.option("--bankroll", type=AMOUNT, default=100.0, show_default=True)
@click.option("--unit", type=AMOUNT, help="Stakes in whole units, as 5.")
@format_option
def arbitrage_command(
    offers: tuple[Offer, ...], bankroll: float, unit: float | None, form: str
) -> None:
    """The best arbitrage among offers.

    An offer is BOOK:SIDE:PRICE, or BOOK:SIDE:PRICE:LINE: fanduel:over:-110:8.5.
    """
    found = odds.arbitrage(offers, bankroll, unit)
    columns = ("book", "side", "line", "price", "stake", "rounded", "roi", "profit", "guaranteed")
    if found is None:
        say("no arbitrage: whatever is staked, some outcome loses or wins nothing")
        emit([], form, columns)
        return
    assert found.stakes is not None
    whole = {"roi": found.roi, "profit": found.profit, "guaranteed": found.guaranteed}
    rounded = found.rounded or (None,) * len(found.offers)
    rows = [
        {**_offer(offer), "stake": stake, "rounded": units, **whole}
        for offer, stake, units in zip(found.offers, found.stakes, rounded, strict=True)
    ]
    emit(rows, form, columns)


@odds_group.command("parlay", cls=PriceCommand)
@click.argument("prices", nargs=-1, required=True)
@click.option("--size", type=int, help="Every parlay of so many of the legs: a round robin.")
@format_option
def parlay_command(prices: tuple[str, ...], size: int | None, form: str) -> None:
    """The price of all bets winning together.

    A leg that is "push" or "void" drops out.
    """
    legs = [None if text.lower() in NOT_PLAYED else Price.parse(text) for text in prices]
    counted = [leg for leg in legs if leg is not None]
    chosen = len(counted) if size is None else size
    parlays = [odds.parlay(legs)] if size is None else odds.round_robin(counted, size)
    rows = [
        {"legs": [str(leg) for leg in taken], **_formats(price)}
        for taken, price in zip(combinations(counted, chosen), parlays, strict=True)
    ]
    emit(rows, form, ("legs", *FORMATS))


@odds_group.command("clv", cls=PriceCommand)
@click.argument("bet", type=PRICE)
@click.argument("close", type=PRICE)
@click.option("--against", type=PRICE, help="The closing price of the other side.")
@method_option
@click.option("--side", type=click.Choice(SIDES), help="Of a moved line.")
@click.option("--line", type=float, help="The bet's line, where it moved.")
@click.option("--close-line", type=float, help="The closing line.")
@format_option
def clv_command(
    bet: Price,
    close: Price,
    against: Price | None,
    method: str,
    side: str | None,
    line: float | None,
    close_line: float | None,
    form: str,
) -> None:
    """What a bet was worth against the closing line.

    With the other side's closing price also the expected value without vig, across a moved line
    too.
    """
    fair = None
    if against is None and (line is not None or close_line is not None):
        raise click.UsageError("a moved line needs --against, the other side's closing price")
    if against is not None:
        fair = odds.devig([close, against], method)[0]
    value = odds.clv(bet, close, line=line, close_line=close_line, fair=fair, side=side)
    row = {
        "bet": str(bet),
        "close": str(close),
        "cents": value.cents,
        "points": value.points,
        "ratio": value.ratio,
        "fair": fair,
        "expected_value": value.expected_value,
    }
    emit([row], form, tuple(row))


@odds_group.command("middle", cls=PriceCommand)
@click.argument("first", type=OFFER)
@click.argument("second", type=OFFER)
@click.option("--bankroll", type=AMOUNT, default=100.0, show_default=True)
@format_option
def middle_command(first: Offer, second: Offer, bankroll: float, form: str) -> None:
    """What two offers bring wherever the game ends.

    Each is BOOK:SIDE:PRICE:LINE, as a:over:-110:8 with b:under:-105:9.
    """
    landing = TOTALS if first.side in TOTAL else HOME_MARGINS
    found = odds.middle(first, second, bankroll, landing)
    one, other = (first, second) if found is None else found.offers
    stakes = f"{one.side}_stake", f"{other.side}_stake"
    columns = ("low", "high", one.side, other.side, *stakes, "profit", "cost", "expected")
    if found is None:
        say("no middle: there is no number on which both win")
        emit([], form, columns)
        return
    for offer, stake in zip(found.offers, found.stakes, strict=True):
        say(f"{offer.side} {offer.line} at {offer.price}, {offer.book}: stake {stake:.2f}")
    rows = [
        {
            "low": outcome.low,
            "high": outcome.high,
            one.side: WORDS[outcome.first],
            other.side: WORDS[outcome.second],
            **dict(zip(stakes, found.stakes, strict=True)),
            "profit": outcome.profit,
            "cost": found.cost,
            "expected": found.expected,
        }
        for outcome in found.outcomes
    ]
    emit(rows, form, columns)


def _offer(offer: Offer) -> dict[str, Any]:
    line = None if offer.line is None else float(offer.line)
    return {"book": offer.book, "side": offer.side, "line": line, "price": str(offer.price)}


def _formats(price: Price) -> dict[str, Any]:
    spelled = {format: getattr(price, format) for format in FORMATS}
    return {
        format: value if isinstance(value, int | str) else float(value)
        for format, value in spelled.items()
    }
