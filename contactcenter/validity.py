"""The rules of a model's fields, asked by an action, whichever door the input came by."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from contactcenter.errors import RuleError
from contactcenter.names import what_deceives


def check_fields(thing: models.Model, fields: Collection[str]) -> None:
    """Ask these fields' validators and choices, as a model form does. Raises RuleError at the first field that is wrong.

    Whether what a foreign key names exists, the database knows.
    """
    for field in thing._meta.concrete_fields:
        if field.name in fields and not field.is_relation:
            _check(thing, field)


def check_honest(**names: tuple[str, str]) -> None:
    """Refuse new names of people and roles that could pass for others; one that stays as it was is taken. names: of each field both.

    Raises RuleError at the first field that is wrong.
    """
    for field, (was, now) in names.items():
        if was != now and (words := what_deceives(now)):
            raise RuleError("deceives", words, field)


def _check(thing: models.Model, field: "models.Field[Any, Any]") -> None:
    value = getattr(thing, field.attname)
    if field.blank and value in field.empty_values:
        return
    try:
        setattr(thing, field.attname, field.clean(value, thing))
    except ValidationError as error:
        raise RuleError(error.error_list[0].code or "invalid", " ".join(error.messages), field.name) from error
