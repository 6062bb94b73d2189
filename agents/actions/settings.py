"""Plain set-up data of all apps: products, channels, tax rates … One way to write them, each change in the audit trail."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agents.actors import Actor
from agents.audit import record
from agents.models import Channel
from agents.permissions import REMOVABLE, SETTINGS, Can
from agents.verbs import Verb
from contactcenter.actions import action, lock
from contactcenter.errors import NotAllowed, RuleError
from contactcenter.validity import check_fields


@action(Can.USE_ADMIN)
def add_settings(actor: Actor, thing: models.Model) -> models.Model:
    """Write a new piece of set-up data. Raises NotAllowed without the right of its kind, RuleError where the database refuses it."""
    _check_right(actor, thing)
    _check_itself(thing)
    check_fields(thing, [field.name for field in thing._meta.concrete_fields if field.editable])
    with _rules_of_the_database():
        thing.save(force_insert=True)
    record(actor, Verb.SETTINGS_CHANGED, thing, kind=_kind(thing), number=_named(thing), added=_facts(thing))
    return thing


@action(Can.USE_ADMIN)
def save_settings(actor: Actor, thing: models.Model, *, fields: Collection[str]) -> models.Model:
    """Change these fields of a piece of set-up data and no other, so that nothing the desks did meanwhile is undone.

    Raises as `add_settings` does.
    """
    _check_right(actor, thing)
    _check_itself(thing)
    names = [field.attname for field in thing._meta.concrete_fields if field.name in fields]
    locked = lock(thing)
    check_fields(thing, fields)
    before, after = _facts(locked), _facts(thing)
    changed = {name: [before[name], after[name]] for name in names if before[name] != after[name]}
    if "currency" in changed and isinstance(locked, Channel) and locked.has_money:
        raise RuleError(
            "currency_in_use", _("Orders, carts or prices of this channel are in its currency already; make another channel."), "currency"
        )
    if changed:
        with _rules_of_the_database():
            thing.save(update_fields=list(changed))
        record(actor, Verb.SETTINGS_CHANGED, thing, kind=_kind(thing), number=_named(thing), changed=changed)
    return thing


@action(Can.USE_ADMIN)
def remove_settings(actor: Actor, thing: models.Model) -> None:
    """Take away a piece of set-up data of which no history speaks. Raises NotAllowed without the right of its kind, or for any other kind."""
    _check_right(actor, thing)
    if thing._meta.label not in REMOVABLE:
        raise NotAllowed("not_allowed", _("This is not removed, since orders speak of it."))
    locked = lock(thing)
    record(actor, Verb.SETTINGS_CHANGED, locked, kind=_kind(locked), number=_named(locked), removed=_facts(locked))
    locked.delete()


def _check_right(actor: Actor, thing: models.Model) -> None:
    if not actor.may(SETTINGS[thing._meta.label]):
        raise NotAllowed("not_allowed", _("Your role does not include this."))


def _check_itself(thing: models.Model) -> None:
    """What the model's own `clean` says, as a refusal: such as a price that its currency does not have."""
    try:
        thing.clean()
    except ValidationError as error:
        field, said = next(iter(error.message_dict.items()))
        raise RuleError("not_valid", " ".join(said), field=field) from error


def _facts(thing: models.Model) -> dict[str, Any]:
    """The columns as the audit trail keeps them."""
    fields = [field for field in thing._meta.concrete_fields if not field.primary_key and field.editable]
    return {field.attname: _plain(getattr(thing, field.attname)) for field in fields}


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, bool, list, dict, type(None))) else str(value)


def _named(thing: models.Model) -> str:
    with override("en"):
        return str(thing)


def _kind(thing: models.Model) -> str:
    with override("en"):
        return str(thing._meta.verbose_name)


@contextmanager
def _rules_of_the_database() -> Iterator[None]:
    """A constraint that only the database could judge, since the form was filled in before somebody else acted."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") == "23505":
            raise RuleError("taken", _("There is one with the same code or number already.")) from error
        raise RuleError("does_not_fit", _("The figures do not fit what has happened meanwhile.")) from error
