"""Query sets that are compiled once and prepared by the database, for the reads that every page does.

Django composes a query set's SQL each time, and binds on the client, so that the database plans each time as well: of a page of ten
queries both together took half. What a query set says stays where it is said; only the repeated work goes.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.query import QuerySet, get_related_populators, prefetch_related_objects
from django.http import Http404
from psycopg import sql as literals

from contactcenter import sql

M = TypeVar("M", bound=models.Model)

_FIELDS: Mapping[str, Callable[[], Any]] = {
    "bigint": models.BigIntegerField,
    "text": models.TextField,
    "timestamptz": models.DateTimeField,
    "bigint[]": lambda: ArrayField(models.BigIntegerField()),
    "text[]": lambda: ArrayField(models.TextField()),
}


class Given(models.Expression):
    """Stands in a query set for a value that each call brings; an array after `__in` stands for its elements."""

    def __init__(self, name: str, kind: str = "bigint") -> None:
        super().__init__(output_field=_FIELDS[kind]())
        self.name, self.kind = name, kind

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        value = f"%({self.name})s::{self.kind}"
        return (f"(SELECT unnest({value}))" if self.kind.endswith("[]") else value), ()


class Prepared(Generic[M]):
    """A query set of model objects with `Given`s in it. Called with their values by name it gives its rows as a list; `first` gives one or none.

    build: makes the query set; called once in a process, not while modules are loaded. Nothing but the Givens may depend on
    the call. What it prefetches is read by Django as ever.
    """

    def __init__(self, build: Callable[[], "QuerySet[M]"]) -> None:
        self._build = build

    def __call__(self, **values: Any) -> list[M]:
        found = self._objects(sql.rows(self._statement, values))
        if found and (lookups := self._template._prefetch_related_lookups):  # type: ignore[attr-defined]
            prefetch_related_objects(found, *lookups)
        return found

    def first(self, **values: Any) -> M | None:
        return next(iter(self(**values)), None)

    def get_or_404(self, **values: Any) -> M:
        found = self.first(**values)
        if found is None:
            raise Http404
        return found

    @cached_property
    def _template(self) -> "QuerySet[M]":
        return self._build()

    @cached_property
    def _objects(self) -> "Callable[[list[tuple[Any, ...]]], list[M]]":
        """Makes rows objects as Django's `ModelIterable` does, which finds out anew for each query what every column is."""
        compiler = self._template.query.get_compiler(using=DEFAULT_DB_ALIAS)
        compiler.as_sql()  # notes what is selected, and in which order
        info, select = compiler.klass_info, compiler.select
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names, model = [column.target.attname for column, *_ in select[start:end]], info["model"]
        related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the stubs know Django 6 already
        converters = compiler.get_converters([expression for expression, *_ in select])
        annotations = list((compiler.annotation_col_map or {}).items())

        def objects(rows: list[tuple[Any, ...]]) -> list[M]:
            made: list[M] = []
            for row in compiler.apply_converters(rows, converters) if converters else rows:
                one = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
                for other in related:
                    other.populate(row, one)
                for name, place in annotations:
                    setattr(one, name, row[place])
                made.append(one)
            return made

        return objects

    @cached_property
    def _statement(self) -> str:
        """The SQL with its constants written out, since a condition of an index can be proved from a constant only."""
        text, params = self._template.query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        connection.ensure_connection()
        constants = iter([literals.Literal(value).as_string(connection.connection).replace("%", "%%") for value in params])
        return "".join(part if place == 0 else next(constants) + part for place, part in enumerate(text.split("%s")))
