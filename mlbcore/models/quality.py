"""How far a record can be relied on."""

from __future__ import annotations

from mlbcore.models.market import Word


class Quality(Word):
    """Told by how many of its rules a record misses; see ``mlbcore.analysis.quality.rules``."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    EXCELLENT = "excellent"
