"""How often games land on a number: what a line moved by half a run is worth.

Shares of 4,858 games of 2011 and 2019. The information used here was obtained free of charge from
and is copyrighted by Retrosheet. Interested parties may contact Retrosheet at "www.retrosheet.org".
Both seasons precede the automatic runner of 2020 and the rules of 2023: give your own where you
have them.
"""

from __future__ import annotations

from collections.abc import Mapping

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
