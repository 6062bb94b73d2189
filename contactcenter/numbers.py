"""Numbers that people see: one database sequence per noun."""

from typing import Any

from django.db import migrations
from django.db.models import CharField, Func


class NextNumber(Func):
    """Column default: the next number of a sequence, as text, after a prefix ("C-", "R-", none for orders)."""

    template = "('%(prefix)s' || nextval('%(sequence)s'))"
    output_field = CharField()

    def __init__(self, sequence: str, prefix: str = "", **extra: Any) -> None:
        super().__init__(sequence=sequence, prefix=prefix, **extra)


def create_sequence(name: str, start: int) -> migrations.RunSQL:
    """The migration step that makes a sequence."""
    return migrations.RunSQL(f"CREATE SEQUENCE {name} START {start}", f"DROP SEQUENCE {name}")
