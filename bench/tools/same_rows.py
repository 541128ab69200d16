"""Turns what one real action wrote into a pgbench script that writes the same rows."""

from dataclasses import dataclass

from django.db import connection

SEED = "\\set n random(1, 2000000000)\n\\set m random(1, 2000000000)\n"
ANY_KEY = "md5((:n)::bigint::text || '-' || (:m)::bigint::text)::uuid"
ANY_TEXT = "md5((:n)::bigint::text || '.' || (:m)::bigint::text)"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: str
    is_counted: bool


def highest(table: str) -> int:
    """Return the last id of a table whose key is counted."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(cursor.fetchone()[0])


def insert_like(table: str, where: str, replaced: dict[str, str]) -> str:
    """Return an INSERT of the row found by `where`; `replaced` gives SQL for some columns.

    Columns that the database counts itself are left to it.
    """
    columns = [c for c in _columns(table) if not c.is_counted]
    with connection.cursor() as cursor:
        names = ", ".join(f'"{c.name}"::text' for c in columns)
        cursor.execute(f"SELECT {names} FROM {table} WHERE {where}")
        row = cursor.fetchone()
    values = ", ".join(
        replaced.get(column.name) or _literal(text, column.kind)
        for column, text in zip(columns, row, strict=True)
    )
    listed = ", ".join(f'"{c.name}"' for c in columns)
    return f"INSERT INTO {table} ({listed}) VALUES ({values})"


def _columns(table: str) -> list[Column]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, atttypmod), attidentity <> '' "
            "FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "ORDER BY attnum",
            [table],
        )
        return [Column(*row) for row in cursor.fetchall()]


def _literal(text: str | None, kind: str) -> str:
    """Write a value so that pgbench finds no variable in it: a colon starts one."""
    if text is None:
        return f"NULL::{kind}"
    escaped = text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\072")
    return f"E'{escaped}'::{kind}"
