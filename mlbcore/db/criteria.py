"""What rows to ask for: conditions on the fields of a record, checked by type.

``equal(fields(Venue).city, "Boston")``: mypy knows that a city is a text. A field's name
reaches a statement quoted, a value as a literal.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, LiteralString, TypeVar

from attrs import Attribute, frozen
from psycopg import sql

T = TypeVar("T")


@frozen
class Criterion:
    """A condition on one column; ``form`` has a place for the column and one for each value."""

    column: str
    form: LiteralString
    values: tuple[object, ...]

    def clause(self) -> sql.Composed:
        values = map(sql.Literal, self.values)
        return sql.SQL(self.form).format(sql.Identifier(self.column), *values)


def equal(field: Attribute[T], value: T) -> Criterion:
    """The field is the value; None is equal to None."""
    if value is None:
        return Criterion(field.name, "{} IS NULL", ())
    return Criterion(field.name, "{} = {}", (value,))


def among(field: Attribute[T], values: Collection[T]) -> Criterion:
    """The field is one of the values, of which there may be none."""
    return Criterion(field.name, "{} = ANY({})", (list(values),))


def between(field: Attribute[T], low: T, high: T) -> Criterion:
    """The field lies between the two, either of them included."""
    return Criterion(field.name, "{} BETWEEN {} AND {}", (low, high))


def least(field: Attribute[Any], value: object) -> Criterion:
    """The field is the value or above it."""
    return Criterion(field.name, "{} >= {}", (value,))


def most(field: Attribute[Any], value: object) -> Criterion:
    """The field is the value or below it."""
    return Criterion(field.name, "{} <= {}", (value,))
