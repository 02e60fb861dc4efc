"""The names of the methods that remove the vig."""

from __future__ import annotations

from enum import StrEnum

from mlbcore.odds.error import OddsError


class Method(StrEnum):
    MULTIPLICATIVE = "multiplicative"
    ADDITIVE = "additive"
    POWER = "power"
    SHIN = "shin"
    ODDS_RATIO = "odds_ratio"
    GOTO = "goto"
    BEST = "best"


# These may leave 0 to 1; the others only come too near to an end for a float.
BOUNDLESS = (Method.ADDITIVE, Method.GOTO)


def as_method(name: str) -> Method:
    try:
        return Method(name)
    except ValueError as error:
        raise OddsError(f"method {name!r} is not one of {', '.join(Method)}") from error


def without_answer(method: Method, where: str) -> OddsError:
    """The error of a method whose answer is not between 0 and 1."""
    if method in BOUNDLESS:
        return OddsError(f"{method} has no answer for {where}: it leaves 0 to 1")
    return OddsError(f"{method} of {where}: a probability is too near 0 or 1 for a float")
