"""Writing many model instances at once by COPY: like `bulk_create`, several times as fast. Keys and numbers come from the product's own sequences."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, JSONField, Model
from psycopg.types.json import Jsonb

from contactcenter.numbers import NextNumber
from customers.models.address import FoldedCopy


def copy_rows(kind: type[Model], rows: Sequence[Model]) -> None:
    """Write new instances in the order given; their primary keys are set afterwards. References must be written before."""
    if not rows:
        return
    fields: list[Field[Any, Any]] = list(kind._meta.concrete_fields)
    for field in fields:
        if field.primary_key and field.get_internal_type().endswith("AutoField"):
            give(rows, field.attname, "pg_get_serial_sequence(%s, %s)::regclass", [kind._meta.db_table, field.column])
        elif isinstance(field.db_default, NextNumber):
            give(rows, field.attname, "%s::regclass", [field.db_default.extra["sequence"]], field.db_default.extra["prefix"])
        elif isinstance(field, ForeignKey):
            refer(rows, field)
        elif isinstance(field, FoldedCopy):
            for row in rows:
                field.pre_save(row, add=True)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    values = attrgetter(*(field.attname for field in fields))
    jsons = [nth for nth, field in enumerate(fields) if isinstance(field, JSONField)]
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {kind._meta.db_table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            cells = list(values(row))
            for nth in jsons:
                cells[nth] = Jsonb(cells[nth])
            copy.write_row(cells)


def give(rows: Sequence[Model], name: str, sequence: str, params: list[Any], prefix: str = "") -> None:
    """Take a number for each row from a sequence, in the order of the rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [*params, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            setattr(row, name, f"{prefix}{number}" if prefix or name == "number" else number)


def refer(rows: Sequence[Model], field: "ForeignKey[Any, Any]") -> None:
    """Take over the keys of referenced instances that were new when they were assigned."""
    for row in rows:
        if getattr(row, field.attname) is None and (target := field.get_cached_value(row, default=None)) is not None:
            setattr(row, field.attname, target.pk)
