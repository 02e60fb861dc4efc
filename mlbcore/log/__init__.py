"""The only place that knows loguru: events and what libraries log, as lines on stderr or in a file.

Lines are for people where stderr is a terminal, flat JSON otherwise. Nothing is heard before
``configure``: whoever uses mlbcore as a library keeps a log of their own.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import stamina.instrumentation
from attrs import frozen
from loguru import logger

from mlbcore.errors import ConfigurationError
from mlbcore.log.capture import capture, release
from mlbcore.log.event import Event, cut, tell
from mlbcore.log.events import AttemptFailed, CommandFailed, LinesLost
from mlbcore.log.lines import component, json_line, text_line
from mlbcore.log.state import LEVELS, SILENCE, STATE, hears, hears_of
from mlbcore.log.writing import ErrorStream, Lines, LogFile

if TYPE_CHECKING:
    from loguru import Message, Record

    from mlbcore.settings import LoggingSettings

SINKS: dict[int, Sink] = {}  # by loguru's number


@frozen
class Sink:
    """One place of lines: what is heard there, and in which form."""

    lines: Lines
    is_text: bool
    least: int
    levels: dict[str, int]  # by component
    tells_failures: bool = True  # the command line says on stderr why it failed, by itself

    @property
    def lowest(self) -> int:
        return min(self.least, *self.levels.values(), SILENCE)

    def takes(self, record: Record) -> bool:
        if isinstance(record["extra"].get("event"), CommandFailed) and not self.tells_failures:
            return False
        return record["level"].no >= self.levels.get(component(record), self.least)

    def write(self, message: Message) -> None:
        record = message.record
        self.lines.write(text_line(record) if self.is_text else json_line(record))


def configure(settings: LoggingSettings, *, timing: bool = True) -> None:
    """Log as the settings say, what is slow louder; replaces what was configured before.

    With a file all goes there, and warnings to stderr as well. Raises ConfigurationError for a file
    that cannot be opened.
    """
    close()
    logger.remove()
    for sink in _sinks(settings):
        number = logger.add(
            sink.write,
            level=sink.lowest,
            filter=sink.takes,
            format=_nothing,
            backtrace=False,
            diagnose=False,
        )
        SINKS[number] = sink
    least = min(sink.lowest for sink in SINKS.values())
    STATE.listen(least, settings.slow_ms / 1000, timing=timing)
    stamina.instrumentation.set_on_retry_hooks([_retried])
    capture(STATE.least)
    atexit.register(close)


def close() -> None:
    """End the log. Lines that could not be written are told once, wherever that is possible."""
    atexit.unregister(close)
    for lines in [sink.lines for sink in SINKS.values()]:
        if lines.lost:
            tell(LinesLost(place=lines.target.place, lines=lines.lost, reason=lines.reason))
    STATE.listen(SILENCE, STATE.slow)
    release()
    while SINKS:
        number, sink = SINKS.popitem()
        logger.remove(number)
        sink.lines.target.close()


def _sinks(settings: LoggingSettings) -> Iterator[Sink]:
    level = LEVELS[settings.level]
    levels = {name: LEVELS[chosen] for name, chosen in settings.levels.items()}
    is_text = settings.format == "text" or (settings.format == "auto" and sys.stderr.isatty())
    if settings.file:
        yield Sink(_file(settings), is_text=False, least=level, levels=levels)
        level, levels = max(level, LEVELS["WARNING"]), {}
    errors = Lines(ErrorStream())
    yield Sink(errors, is_text=is_text, least=level, levels=levels, tells_failures=False)


def _file(settings: LoggingSettings) -> Lines:
    path = Path(settings.file).expanduser()
    try:
        return Lines(LogFile(path, settings.max_size, settings.backup_count))
    except OSError as error:
        raise ConfigurationError(f"logging.file: {path}: {error.strerror}") from error


def _nothing(_: Record) -> str:
    """What loguru is to write: each sink writes its own form of a record."""
    return ""


def _retried(details: stamina.instrumentation.RetryDetails) -> None:
    tell(AttemptFailed(reason=str(details.caused_by), wait=details.wait_for))


__all__ = ["Event", "close", "configure", "cut", "hears", "hears_of", "tell"]
