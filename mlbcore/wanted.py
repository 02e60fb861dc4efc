"""Which plugins are wanted: ``--help`` asks before any setting is read."""

from __future__ import annotations

import os
from collections.abc import Mapping

PLUGINS_VARIABLE = "MLBCORE_LOAD_PLUGINS"


def plugins_wanted(variables: Mapping[str, str] = os.environ) -> frozenset[str] | None:
    """The plugins MLBCORE_LOAD_PLUGINS limits loading to; None when it is not set."""
    wanted = variables.get(PLUGINS_VARIABLE)
    if wanted is None:
        return None
    return frozenset(name.strip() for name in wanted.split(",") if name.strip())
