"""Questions that are asked thousands of times a minute: Django writes their SQL only once.

Writing it costs several times what PostgreSQL takes to answer. The question is an ordinary
QuerySet in which `Given` stands where its values come:

    BY_KEY = Question(lambda: Document.objects.filter(pk=Given("key", UUIDField())))
    BY_KEY.rows(key=key)
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import BooleanField, Expression, F, Field, Func, Model, QuerySet
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]  # the stubs forgot it

Row = TypeVar("Row", bound=Model)


class Given(Expression):
    """A value that each asking brings."""

    def __init__(self, name: str, field: "Field[object, object]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: object, connection: object) -> tuple[str, list[Any]]:  # noqa: ARG002 Django's signature
        return "%s", [self]


def among(field: str, given: Given) -> Func:
    """Return the condition that a field is one of an array: `__in` writes as many as there are."""
    return Func(
        F(field),
        given,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


class Question(threading.local, Generic[Row]):
    """A QuerySet whose SQL and way to objects is known after the first time, to each thread."""

    def __init__(self, asked: Callable[[], "QuerySet[Row, object]"]) -> None:
        self._asked = asked
        self._sql = ""

    def rows(self, **values: object) -> list[Row]:
        """Return the objects, with those of `select_related`."""
        found = self.tuples(**values)
        start, end = self._place
        made = []
        for row in found:
            one = self._model.from_db(connection.alias, self._names, row[start:end])
            for related in self._related:
                related.populate(row, one)
            made.append(one)
        return made

    def one(self, **values: object) -> Row:
        """Return the only object.

        Raises:
            ObjectDoesNotExist: there is none.
        """
        found = self.rows(**values)
        if not found:
            raise self._model.DoesNotExist
        return found[0]

    def tuples(self, **values: object) -> list[tuple[Any, ...]]:
        """Return the columns, as `values_list` gives them."""
        sql, parameters = self.within(**values)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not self._converters:
            return found
        return [tuple(row) for row in self._compiler.apply_converters(found, self._converters)]

    def within(self, **values: object) -> tuple[str, list[Any]]:
        """Return the SQL and its parameters, to stand inside another statement."""
        if not self._sql:
            self._write()
        return self._sql, self._parameters(values)

    def _write(self) -> None:
        query = self._asked().query
        self._compiler = query.get_compiler(connection.alias)
        sql, self._known = self._compiler.as_sql()
        # Which columns PostgreSQL gives otherwise than Django has them does not change either.
        columns = [column for column, *_ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        info = self._compiler.klass_info
        if info is not None:
            select = self._compiler.select
            places = info["select_fields"]
            self._model = info["model"]
            self._place = places[0], places[-1] + 1
            self._names = [one[0].target.attname for one in select[slice(*self._place)]]
            self._related = get_related_populators(info, select, connection.alias)
        self._sql = sql

    def _parameters(self, values: Mapping[str, object]) -> list[Any]:
        return [
            one.output_field.get_db_prep_value(values[one.name], connection)
            if isinstance(one, Given)
            else one
            for one in self._known
        ]
