"""What a signal or an arbitrage rests on, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlbcore.models import Game, Market, Side, Signal
from mlbcore.models.market import own_line
from mlbcore.report import words

PERCENT = (1, "{:.0f}%")
POINTS = (1, "{:+.0f} pts")
OF_PROBABILITY = (100, "{:+.1f} pts")
NO_VIG = (100, "{:.1f}%")
COUNT = (1, "{:,.0f}")
AS_IT_IS = (1, "{:g}")
# How each feature of the detectors is read; {above} is home, or over: the side that they measure.
READ = {
    "tickets": ("{above} tickets", PERCENT),
    "money": ("{above} money", PERCENT),
    "early_money": ("{above} money before", PERCENT),
    "gone": ("money gone to {above}", POINTS),
    "divergence": ("money and tickets apart", (1, "{:.0f} pts")),
    "public": ("public's tickets", PERCENT),
    "its_money": ("its money", PERCENT),
    "against": ("price against it", OF_PROBABILITY),
    "toward": ("price to {above}", OF_PROBABILITY),
    "gap": ("from the others", OF_PROBABILITY),
    "no_vig": ("{above} no-vig", NO_VIG),
    "others": ("others' no-vig", NO_VIG),
    "books": ("books", COUNT),
    "sharp_books": ("sharp books", COUNT),
    "bets": ("bets", COUNT),
}


def why(signal: Signal, game: Game) -> str:
    """The numbers that a signal was computed from."""
    above = words.side_name(signal.market.above, game.away, game.home)
    told = []
    for name, value in signal.features.items():
        label, (times, form) = READ.get(name, (words.words(name), AS_IT_IS))
        told.append(f"{label.format(above=above)} {form.format(times * value)}")
    return " · ".join(told)


def both_legs(row: Mapping[str, Any], game: Game) -> str:
    """Both bets of a row of ``market.opposing.arbitrages``, each with its share."""
    above, line = Market(row["market"]).above, row["line"]
    below = own_line(above.other, line)
    legs = [
        _leg(above, line, row["book"], row["price"], row["share"], game),
        _leg(above.other, below, row["book_below"], row["price_below"], row["share_below"], game),
    ]
    return " and ".join(legs)


def _leg(side: Side, line: float | None, book: str, price: int, share: float, game: Game) -> str:
    bet = f"{words.side_name(side, game.away, game.home)} {words.line_name(line, side)}".strip()
    return f"{bet} {words.signed(price)} at {words.book_name(book)} ({share:.1%} of the stakes)"
