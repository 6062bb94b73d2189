"""Acts that are done once however often they are asked for: a click too many, an answer that got lost, a program that tries again."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.apps import apps
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.models import IdempotencyKey
from contactcenter.errors import Conflict

T = TypeVar("T", bound=models.Model)
R = TypeVar("R", bound=models.Model)
P = ParamSpec("P")

KEPT = timedelta(days=30)
"""So long a key is known: longer than anybody tries again."""


def once(function: Callable[Concatenate[Actor, T, P], R]) -> Callable[..., R]:
    """An act that takes `key` as well, a text that its sender made for this one act. Stands within `@action`, in whose transaction it works.

    Under a key that was used the act is not done again, and gives the thing that it gave then, as it is now. Raises Conflict("key_reused")
    where anything else was asked for under it. Without a key, or by an actor without an account, every call is an act of its own.
    """

    @wraps(function)
    def run(actor: Actor, thing: T, /, *args: Any, key: str = "", **details: Any) -> R:
        if not key or actor.id is None:
            return function(actor, thing, *args, **details)
        name = f"{function.__module__.split('.')[0]}.{function.__name__}"
        used, is_new = _take(actor, key, name, _hash(name, thing, args, details))
        if not is_new:
            return _again(used)
        done = function(actor, thing, *args, **details)
        used.thing_type, used.thing_id = done._meta.label, done.pk
        used.save(update_fields=["thing_type", "thing_id"])
        return done

    return run


def forget_old_keys() -> None:
    IdempotencyKey.objects.filter(at__lt=now() - KEPT).delete()


def _take(actor: Actor, key: str, action: str, body_hash: str) -> tuple[IdempotencyKey, bool]:
    """The row of this key, and whether this act made it. An equal act that is under way is waited for. Raises Conflict("key_reused")."""
    whose = {"actor_kind": actor.kind, "actor_id": actor.id, "key": key}
    IdempotencyKey.objects.bulk_create([IdempotencyKey(action=action, body_hash=body_hash, **whose)], ignore_conflicts=True)
    found = IdempotencyKey.objects.get(**whose)
    if found.body_hash != body_hash:
        raise _reused()
    return found, found.thing_id is None


def _reused() -> Conflict:
    return Conflict("key_reused", _("This was done already, in another way. Look at what there is now, then try again."))


def _again(used: IdempotencyKey) -> Any:
    thing = apps.get_model(used.thing_type)._base_manager.filter(pk=used.thing_id).first()
    if thing is None:
        raise _reused()
    return thing


def _hash(name: str, thing: models.Model, args: tuple[Any, ...], details: dict[str, Any]) -> str:
    """Of all that is asked for, which may be somebody's address and is not to be guessed from it.

    Not of the version, which only says what the page showed, and may be a newer one when it is sent again.
    """
    asked = {field: value for field, value in details.items() if field != "version"}
    said = [name, thing._meta.label, thing.pk, [str(one) for one in args], asked]
    return salted_hmac("agents.once", json.dumps(said, sort_keys=True, default=str), algorithm="sha256").hexdigest()
