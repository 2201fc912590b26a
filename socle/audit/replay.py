"""Rows as facts left them: what each fact gave to rows, folded in the order of the trail. Pure.

The values are those of the tables, encrypted where the tables are: a row revived is read like one of a session's own.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from sqlalchemy import Column, DefaultClause, TextClause, inspect

from db.base import Base

Row = TypeVar("Row", bound=Base)
Rows = dict[str, dict[UUID, dict[str, Any]]]
"""{table: {row: {column: value}}}, values as in JSON."""


def fold(told: Iterable[Mapping[str, Mapping[str, Mapping[str, Any]]]]) -> Rows:
    """Give the rows after these changes, oldest first."""
    rows: Rows = {}
    for changes in told:
        for table, changed in changes.items():
            held = rows.setdefault(table, {})
            for row_id, values in changed.items():
                held.setdefault(UUID(row_id), {}).update(values)
    return rows


def whole(model: type[Row], rows: Rows) -> list[Row]:
    """Give a table's rows as its model, in no session; a column no fact spoke of has the table's default.

    A row whose making no fact told is left out: only part of it is known.
    """
    columns = [(attribute.key, cast("Column[Any]", attribute.columns[0])) for attribute in inspect(model).column_attrs]
    return [
        model(**{name: _value(column, values.get(name)) for name, column in columns})
        for values in rows.get(model.__tablename__, {}).values()
        if "id" in values
    ]


def _value(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - a column's own type
    if value is None:
        return _default(column)
    kind = column.type.python_type
    return msgspec.convert(value, kind) if kind in {UUID, datetime, bytes} else value


def _default(column: Column[Any]) -> object:
    default = column.server_default
    if isinstance(default, DefaultClause) and isinstance(default.arg, TextClause):
        return msgspec.json.decode(default.arg.text)
    return None
