"""Which table holds which record: the fields of the record are the columns of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Generic, LiteralString, TypeVar, Union, get_args, get_origin

from attrs import AttrsInstance, fields, frozen, resolve_types
from psycopg.types.json import Jsonb

R = TypeVar("R", bound=AttrsInstance)
Reader = Callable[[Any], Any]


@frozen
class Relation(Generic[R]):
    """``key`` names the fields that tell one record from another."""

    table: LiteralString
    record: type[R]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in fields(self.record))

    @property
    def rest(self) -> tuple[str, ...]:
        """The columns that are not of the key."""
        return tuple(column for column in self.columns if column not in self.key)

    def row(self, record: R) -> list[object]:
        """The values of a record in the order of the columns."""
        return [_written(getattr(record, column)) for column in self.columns]

    def key_of(self, record: R) -> tuple[object, ...]:
        return tuple(getattr(record, column) for column in self.key)

    def read(self, rows: Sequence[Sequence[Any]]) -> list[R]:
        """Records from rows whose values stand in the order of the columns."""
        readers = _readers(self.record)
        return [
            self.record(
                **{name: reader(value) for (name, reader), value in zip(readers, row, strict=True)}
            )
            for row in rows
        ]


def _written(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return Jsonb(dict(value)) if isinstance(value, Mapping) else value


def _readers(record: type[AttrsInstance]) -> list[tuple[str, Reader]]:
    return [(field.name, _reader(field.type)) for field in fields(resolve_types(record))]


def _reader(kind: Any) -> Reader:
    """How a value of a type is made of what the driver gives."""
    if get_origin(kind) in (Union, UnionType):
        (inner,) = (arg for arg in get_args(kind) if arg is not NoneType)
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if get_origin(kind) is tuple:
        read = _reader(get_args(kind)[0])
        return lambda values: tuple(map(read, values))
    if get_origin(kind) is Mapping:
        read = _reader(get_args(kind)[1])
        return lambda values: {key: read(value) for key, value in values.items()}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    return lambda value: value
