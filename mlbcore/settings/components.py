"""The parts of the program a line of the log is from; each may have a level of its own."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

COMPONENTS = (
    "core", "cli", "database", "http", "breaker", "rate_limiter", "scraper", "parser", "validator",
    "analysis", "notification", "library",
)  # fmt: skip

# What these log with the standard library; what a plugin mlbcore_NAME logs is of component NAME.
BY_PACKAGE = {
    "mlbcore": "core",
    "psycopg": "database",
    "httpx2": "http",
    "httpcore2": "http",
    "pyrate_limiter": "rate_limiter",
}
PLUGIN = "mlbcore_"


@cache
def component_of(logger: str) -> str:
    """The component of a logger of the standard library, by its dotted name."""
    package = logger.partition(".")[0]
    if package.startswith(PLUGIN):
        return package.removeprefix(PLUGIN)
    return BY_PACKAGE.get(package, "library")


def components() -> tuple[str, ...]:
    """The parts of ours, then the installed plugins."""
    packages = {point.module.partition(".")[0] for point in entry_points(group="mlbcore")}
    plugins = sorted(name.removeprefix(PLUGIN) for name in packages if name.startswith(PLUGIN))
    return (*COMPONENTS, *plugins)
