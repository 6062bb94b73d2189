"""Plain set-up data of all apps: products, channels, tax rates … One way to write them, each change in the audit trail."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agents.actors import Actor
from agents.audit import Verb, record
from agents.permissions import SETTINGS, Can
from contactcenter.actions import action, lock
from contactcenter.errors import NotAllowed, RuleError


@action(Can.USE_ADMIN)
def save_settings(actor: Actor, thing: models.Model) -> models.Model:
    """Write a new or changed piece of set-up data; only what changed is written, so that nothing a desk did meanwhile is undone.

    Raises NotAllowed without the right of its kind, RuleError where the database's own rules refuse it.
    """
    _check_right(actor, thing)
    before = _facts(lock(thing)) if not thing._state.adding else {}
    after = _facts(thing)
    changed = {name: [before.get(name), after[name]] for name in after if name not in before or before[name] != after[name]}
    try:
        with transaction.atomic():
            thing.save(update_fields=list(changed) if before else None)
    except IntegrityError as error:
        raise RuleError("does_not_fit", _refused(error)) from error
    if changed:
        record(actor, Verb.SETTINGS_CHANGED, thing, kind=_kind(thing), number=str(thing), changed=changed)
    return thing


@action(Can.USE_ADMIN)
def delete_settings(actor: Actor, thing: models.Model) -> None:
    """Remove a piece of set-up data that nothing refers to."""
    _check_right(actor, thing)
    before = _facts(lock(thing))
    record(actor, Verb.SETTINGS_CHANGED, thing, kind=_kind(thing), number=str(thing), deleted=before)
    thing.delete()


def _check_right(actor: Actor, thing: models.Model) -> None:
    if not actor.may(SETTINGS[thing._meta.label]):
        raise NotAllowed("not_allowed", _("Your role does not include this."))


def _facts(thing: models.Model) -> dict[str, Any]:
    """The columns as the audit trail keeps them."""
    fields = [field for field in thing._meta.concrete_fields if not field.primary_key and field.editable]
    return {field.attname: _plain(getattr(thing, field.attname)) for field in fields}


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, bool, list, dict, type(None))) else str(value)


def _kind(thing: models.Model) -> str:
    with override("en"):
        return str(thing._meta.verbose_name)


def _refused(error: IntegrityError) -> str:
    if getattr(error.__cause__, "sqlstate", "") == "23505":
        return _("There is one with the same code or number already.")
    return _("The database refuses this: the figures do not fit what has happened meanwhile.")
