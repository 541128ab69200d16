"""Rows of several tables written by one statement: one round to the database for one step.

Each part stands in a WITH clause under its name; with `source`, the name of an earlier part, it is
written only where that part wrote a row. What is written and what is checked is the model's.
"""
# ruff: noqa: SLF001 what Django offers for reading a model's columns is called `_meta`

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from vanlang.kernel.journal import Statement


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a WITH clause and its parameters."""

    sql: str
    parameters: tuple[Any, ...]  # whatever the driver takes


Written = Part | Statement


def inserted(name: str, row: Model, *, source: str = "", is_maybe_known: bool = False) -> Part:
    """Return the part that inserts a row; one that is known already is left as it is.

    Rows travel as JSON, which PostgreSQL reads as it would read each column.
    """
    return inserted_all(name, [row], source=source, is_maybe_known=is_maybe_known)


def inserted_all(
    name: str, rows: Sequence[Model], *, source: str = "", is_maybe_known: bool = False
) -> Part:
    """Return the part that inserts rows of one kind, of which there is at least one."""
    said = [
        {field.column: getattr(row, field.attname) for field in row._meta.concrete_fields}
        for row in rows
    ]
    given = json.dumps(said, ensure_ascii=False, default=_text)
    return Part(_insert(type(rows[0]), name, source, is_maybe_known), (given,))


def known(name: str, row: Model) -> Part:
    """Return the part that stands for a row that is there already."""
    key = row._meta.pk
    return Part(f"{name} AS (SELECT {_place(key)} AS {key.column})", (_value(key, row),))


def updated(
    name: str, row: Model, columns: tuple[str, ...], *, source: str = "", computed: str = ""
) -> Part:
    """Return the part that writes some columns of a row, and `computed` (SQL, never data)."""
    fields = [row._meta.get_field(column) for column in columns]
    parameters = [_value(field, row) for field in fields if isinstance(field, Field)]
    key = _value(row._meta.pk, row)
    return Part(_update(type(row), name, columns, source, computed), (*parameters, key))


def write(parts: Iterable[Written], asked: str) -> list[tuple[object, ...]]:
    """Write all parts together and return what `asked` selects of them."""
    written = list(parts)
    together = ", ".join(part.sql for part in written)
    given = [one for part in written for one in part.parameters]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {together} {asked}", given)
        return list(cursor.fetchall())


def now_kept(*rows: Model) -> None:
    """Let the objects know that they stand in the database, so that saving one changes its row."""
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@lru_cache
def _insert(model: type[Model], name: str, source: str, is_maybe_known: bool) -> str:
    table, key = model._meta.db_table, model._meta.pk.column
    counted = model._meta.auto_field  # by the database
    columns = [f'"{one.column}"' for one in model._meta.concrete_fields if one is not counted]
    values = ",".join(f"new.{column}" for column in columns) if source else ",".join(columns)
    rows = f", {source}" if source else ""
    otherwise = " ON CONFLICT DO NOTHING" if is_maybe_known else ""
    return (
        f"{name} AS (INSERT INTO {table} ({','.join(columns)}) SELECT {values}"  # noqa: S608 names of columns, as the model has them
        f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS new{rows}{otherwise}"
        f" RETURNING {table}.{key})"
    )


@lru_cache
def _update(
    model: type[Model], name: str, columns: tuple[str, ...], source: str, computed: str
) -> str:
    fields = [model._meta.get_field(column) for column in columns]
    values = [f'"{field.column}" = {_place(field)}' for field in fields if isinstance(field, Field)]
    values += [computed] if computed else []
    rows = f" FROM {source}" if source else ""
    key = model._meta.pk
    return (
        f"{name} AS (UPDATE {model._meta.db_table} AS known SET {', '.join(values)}{rows}"  # noqa: S608 names of columns, as the model has them
        f" WHERE known.{key.column} = {_place(key)} RETURNING known.*)"
    )


def _place(field: "Field[object, object]") -> str:
    """Return a parameter of the column's type; the column itself says how long a text may be."""
    kind = field.db_type(connection)
    return f"%s::{str(kind).partition('(')[0]}"


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(field: "Field[object, object]", row: Model) -> object:
    return field.get_db_prep_save(getattr(row, field.attname), connection)
