"""The parts of the program a line of the log is from; each may have a level of its own."""

from __future__ import annotations

from functools import cache

# By module, the longest that fits. What a plugin called mlbcore_NAME logs is of component NAME.
BY_MODULE = {
    "mlbcore": "core",
    "mlbcore.cli": "cli",
    "mlbcore.db": "database",
    "mlbcore.analysis": "analysis",
    "mlbcore.pipeline": "scraper",
    "psycopg": "database",
    "httpx2": "http",
    "httpcore2": "http",
    "pyrate_limiter": "rate_limiter",
}
PLUGIN = "mlbcore_"
FOREIGN = "library"

COMPONENTS = (
    "core", "cli", "database", "http", "scraper", "rate_limiter", "breaker", "parser", "validator",
    "analysis", "scheduler", "notification", "monitoring", FOREIGN,
)  # fmt: skip


@cache
def component_of(module: str) -> str:
    """The component of a module, by its dotted name."""
    top, _, rest = module.partition(".")
    if top.startswith(PLUGIN):
        return top.removeprefix(PLUGIN)
    if module in BY_MODULE or not rest:
        return BY_MODULE.get(module, FOREIGN)
    return component_of(module.rpartition(".")[0])
