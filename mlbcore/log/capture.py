"""What others log with the standard library, on the way into this log."""

from __future__ import annotations

import logging

from loguru import logger

from mlbcore.log.state import LEVELS, hears

# What they say at any level is told by errors and events of ours.
TOLD = ("psycopg", "httpx2", "httpcore2")
# What it says at DEBUG is where notifications go, and that is a secret.
TELLTALE = "urllib3"


class Capture(logging.Handler):
    """Hands each record on, with the name of its logger and its traceback."""

    def emit(self, record: logging.LogRecord) -> None:
        level = _level(record)
        if hears(level):
            named = logger.bind(logger=record.name).opt(exception=record.exc_info)
            named.log(level, "{}", _message(record))


def capture(least: int) -> None:
    """Take the place of every handler of the root logger, for that level and above."""
    logging.basicConfig(handlers=[Capture()], level=least, force=True)
    logging.getLogger(TELLTALE).setLevel(logging.WARNING)


def release() -> None:
    """Take our handler from the root logger again."""
    for handler in logging.root.handlers[:]:
        if isinstance(handler, Capture):
            logging.root.removeHandler(handler)
    logging.root.setLevel(logging.WARNING)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):  # whoever wrote it gave it other arguments
        return f"{record.msg} {record.args}"


def _level(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in TOLD:
        return "DEBUG"
    return next((name for name in reversed(LEVELS) if LEVELS[name] <= record.levelno), "DEBUG")
