"""Every write that means something is an action: a function `verb_noun(actor, thing, *, details)` behind `@action`.

Inside, in this order: lock the root row, then its children · limits · guards · change · audit · later · return.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext as _

from contactcenter.errors import Conflict, NotAllowed


class MayAct(Protocol):
    """All that the kernel knows of an actor."""

    def may(self, right: str, /) -> bool: ...


A = TypeVar("A", bound=MayAct)
P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

REGISTRY: dict[str, tuple[str, Callable[..., Any]]] = {}
"""Name of the action ("carts.add_item") -> (right, function). The sweeps of the tests walk it."""


def action(right: str) -> Callable[[Callable[Concatenate[A, P], R]], Callable[Concatenate[A, P], R]]:
    """Check the right, open the transaction, register the function.

    Raises NotAllowed without the right, and Conflict("busy") when a lock is not had within the database's lock_timeout; when the
    module is loaded, ImproperlyConfigured where the app has another action of this name.
    """

    def decorate(function: Callable[Concatenate[A, P], R]) -> Callable[Concatenate[A, P], R]:
        @wraps(function)
        def run(actor: A, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not actor.may(right):
                raise NotAllowed("not_allowed", _("Your role does not include this."))
            try:
                with transaction.atomic():
                    return function(actor, *args, **kwargs)
            except OperationalError as error:
                if is_lock_timeout(error):
                    raise Conflict("busy", _("Somebody else is changing this right now. Try again in a moment.")) from error
                raise

        name = f"{function.__module__.split('.')[0]}.{function.__name__}"
        if name in REGISTRY:
            raise ImproperlyConfigured(f"Two actions are called {name}: the audit and the tables of rights tell actions apart by name.")
        REGISTRY[name] = (right, run)
        return run

    return decorate


def is_lock_timeout(error: OperationalError) -> bool:
    """Whether the database gave up waiting for a lock or broke a deadlock."""
    return getattr(error.__cause__, "sqlstate", None) in {"55P03", "40P01"}


def lock(thing: M) -> M:
    """The same row, read again under a row lock that holds until the transaction ends. Raises ObjectDoesNotExist for one that is gone."""
    return thing.__class__._base_manager.select_for_update(of=("self",), no_key=True).get(pk=thing.pk)
