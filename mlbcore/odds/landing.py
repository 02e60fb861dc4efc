"""How often games land on a number: what a line moved by half a run is worth.

Shares of 4,858 games of 2011 and 2019. The information used here was obtained free of charge from
and is copyrighted by Retrosheet. Interested parties may contact Retrosheet at "www.retrosheet.org".
Both seasons precede the automatic runner of 2020 and the rules of 2023: give your own where you
have them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from mlbcore.odds.error import OddsError
from mlbcore.odds.exact import number, whole

SUM_ERROR = 1e-9

# The share of games whose runs together are just so many.
TOTALS: Mapping[int, float] = {
    5: 0.092,
    6: 0.068,
    7: 0.103,
    8: 0.071,
    9: 0.109,
    10: 0.067,
    11: 0.081,
    12: 0.050,
    13: 0.053,
}

# The share of games the home side wins by so many, below 0 the away side. One-run games are a third
# of home wins and a quarter of road wins; the other margins are divided evenly.
HOME_MARGINS: Mapping[int, float] = {
    -7: 0.0235,
    -6: 0.027,
    -5: 0.041,
    -4: 0.059,
    -3: 0.072,
    -2: 0.090,
    -1: 0.114,
    0: 0.0,
    1: 0.174,
    2: 0.090,
    3: 0.072,
    4: 0.059,
    5: 0.041,
    6: 0.027,
    7: 0.0235,
}


def checked_landing(landing: Mapping[int, float]) -> dict[int, float]:
    """A table of shares as plain numbers. Raises OddsError for what cannot be shares of games."""
    if not isinstance(landing, Mapping):
        raise OddsError(f"{landing!r} is no table of how often games land on a number")
    shares = {whole(key, "number"): number(value, "share") for key, value in landing.items()}
    for key, share in shares.items():
        if not 0 <= share <= 1:
            raise OddsError(f"games do not land on {key} {share!r} of the time")
    if math.fsum(shares.values()) > 1 + SUM_ERROR:
        raise OddsError(f"games land on the numbers of {dict(landing)} more often than always")
    return shares
