"""All that hangs on one row, in one query: a page that shows nine small tables of an order need not ask nine times."""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection, models

from contactcenter import sql


def read_children(parent: models.Model, *paths: str) -> None:
    """Fill the prefetch caches of these reverse relations, "payments", or "payments__interactions" after it.

    As `prefetch_related` does, in each model's own order; every path of two steps must come after its first step.
    """
    read_children_of([parent], *paths)


def read_children_of(parents: Sequence[models.Model], *paths: str) -> None:
    """The same for several rows of one table, in one query; none asks nothing."""
    if not parents:
        return
    read, statement = _statement(type(parents[0]), paths)
    (found,) = sql.rows(statement, {"parents": [parent.pk for parent in parents]})
    for relations, text in zip(read, found, strict=True):
        rows = json.loads(text, parse_float=Decimal) if text else []
        owners = list(parents)
        if len(relations) > 1:
            owners = [one for parent in parents for one in getattr(parent, str(relations[0].get_accessor_name())).all()]
        _fill(owners, relations[-1].field, [_instance(relations[-1].related_model, row) for row in rows])


@lru_cache
def _statement(model: type[models.Model], paths: tuple[str, ...]) -> tuple[list[list[Any]], str]:
    read = [_relations(model, path) for path in paths]
    return read, f"SELECT {', '.join(map(_select, read))}"


def _relations(model: type[models.Model], path: str) -> list[Any]:
    relations: list[Any] = []
    for name in path.split("__"):
        relations.append(model._meta.get_field(name))
        model = relations[-1].related_model
    return relations


def _select(relations: list[Any]) -> str:
    last = relations[-1]
    table, order = last.related_model._meta.db_table, ", ".join(_order(last.related_model))
    if len(relations) == 1:
        rows = f'"{table}" child WHERE child."{last.field.column}" = ANY(%(parents)s::bigint[])'
    else:
        first = relations[0]
        rows = f'"{table}" child JOIN "{first.related_model._meta.db_table}" owner ON owner.id = child."{last.field.column}"'
        rows = f'{rows} WHERE owner."{first.field.column}" = ANY(%(parents)s::bigint[])'
    return f"(SELECT json_agg(row_to_json(child) ORDER BY {order})::text FROM {rows})"


def _order(model: type[models.Model]) -> Iterable[str]:
    for name in map(str, model._meta.ordering or ["pk"]):
        field = model._meta.pk if name.lstrip("-") == "pk" else model._meta.get_field(name.lstrip("-"))
        yield f'child."{getattr(field, "column", "id")}"{" DESC" if name.startswith("-") else ""}'


def _instance(model: type[models.Model], row: dict[str, Any]) -> models.Model:
    fields = model._meta.concrete_fields
    return model.from_db(connection.alias, [field.attname for field in fields], [field.to_python(row[str(field.column)]) for field in fields])


def _fill(owners: list[models.Model], field: Any, children: list[models.Model]) -> None:
    for owner in owners:
        own = [child for child in children if getattr(child, field.attname) == owner.pk]
        keep_children(owner, field, own)


def keep_children(owner: models.Model, field: Any, children: Sequence[models.Model]) -> None:
    """Have the owner know its children, those that a foreign key leads from, as prefetch_related would."""
    for child in children:
        field.set_cached_value(child, owner)
    queryset = getattr(owner, field.remote_field.get_accessor_name()).get_queryset()
    queryset._result_cache, queryset._prefetch_done = children, True
    vars(owner).setdefault("_prefetched_objects_cache", {})[field.remote_field.cache_name] = queryset
