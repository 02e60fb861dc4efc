"""The only module that configures loguru: to stderr, as text for people or flat JSON lines."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import stamina.instrumentation
from loguru import logger

if TYPE_CHECKING:
    from loguru import Message

    from mlbcore.settings import LoggingSettings

TEXT = "{time:HH:mm:ss} {level: <7} {message}"


def configure(settings: LoggingSettings) -> None:
    """Send every event from ``level`` up to stderr; replaces what was configured before."""
    stamina.instrumentation.set_on_retry_hooks([_log_retry])
    logger.remove()
    if settings.format == "json":
        logger.add(_write_json, level=settings.level, diagnose=False)
    else:
        logger.add(sys.stderr, level=settings.level, format=TEXT, diagnose=False)


def _log_retry(details: stamina.instrumentation.RetryDetails) -> None:
    logger.info("{}; again in {:.1f} s", details.caused_by, details.wait_for)


def _write_json(message: Message) -> None:
    record = message.record
    line = {
        "time": record["time"].isoformat(),
        "level": record["level"].name,
        "message": record["message"],
        **record["extra"],
    }
    sys.stderr.write(json.dumps(line, default=str) + "\n")


__all__ = ["configure", "logger"]
