"""A record of loguru as a line: for people, or flat JSON. All text in it is masked."""

from __future__ import annotations

import datetime as dt
import json
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mlbcore.log.event import cut
from mlbcore.masking import mask
from mlbcore.scope import current
from mlbcore.settings.components import component_of

if TYPE_CHECKING:
    from loguru import Record

LONGEST = 10_000  # characters of a field: no line is without an end


def component(record: Record) -> str:
    """The part of the program it is from."""
    event = record["extra"].get("event")
    return event.component if event else component_of(_logger(record))


def text_line(record: Record) -> str:
    """Time, level, component, unit and message, and a traceback below where there is one."""
    said, unit = " ".join(_message(record).split()), current().unit
    where = f" [{unit}]" if unit and unit not in said else ""
    head = f"{record['time']:%H:%M:%S} {record['level'].name:<7} {component(record)}: {said}{where}"
    return f"{head}\n{_traceback(record)}".rstrip() if record["exception"] else head


def json_line(record: Record) -> str:
    """One flat object; what is not known is left out."""
    document = {
        "time": record["time"].astimezone(dt.UTC).isoformat(),
        "level": record["level"].name,
        "component": component(record),
        **dict(_known(record)),
        "thread": record["thread"].name,
        "message": _message(record),
    }
    if record["exception"]:
        document["traceback"] = _traceback(record)
    return json.dumps(document, default=str, ensure_ascii=False)


def _known(record: Record) -> Iterator[tuple[str, Any]]:
    """The scope's ids, and the fields of the event, which win."""
    for name, value in current()._asdict().items():
        if value and name != "component":
            yield name, _masked(value)
    event = record["extra"].get("event")
    if event is None:
        yield "logger", _logger(record)
        return
    yield "event", event.name()
    for name, value in event.facts().items():
        if value not in ("", None):
            yield name, _masked(value)


def _logger(record: Record) -> str:
    """The logger of the standard library, or the module that asked loguru itself."""
    return str(record["extra"].get("logger", record["name"]))


def _message(record: Record) -> str:
    event = record["extra"].get("event")
    return str(_masked(event.said if event else record["message"]))


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return cut(mask(value), LONGEST)
    return [_masked(one) for one in value] if isinstance(value, list | tuple) else value


def _traceback(record: Record) -> str:
    found = record["exception"]
    return mask("".join(traceback.format_exception(found.value))) if found and found.value else ""
