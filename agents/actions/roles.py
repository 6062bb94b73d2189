"""Roles: which single rights a kind of work needs, up to which amounts (A1, A2)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import Verb, record
from agents.grants import check_rights, check_role, check_somebody_runs_the_house, lock_roles
from agents.models import Role
from agents.permissions import SEEDED_ROLES, Can
from contactcenter.actions import action
from contactcenter.errors import Conflict, RuleError

Rights = dict[str, Decimal | None]


@action(Can.MANAGE_ROLES)
def create_role(actor: Actor, *, code: str, name: str, rights: Rights) -> Role:
    """A new kind of work. rights: each with its ceiling, None for no limit."""
    lock_roles()
    check_rights(actor, rights, field="rights")
    role = Role.objects.create(code=code, name=name)
    _write(role, rights)
    record(actor, Verb.ROLE_CHANGED, role, role=name, before={}, after=_told(rights))
    return role


@action(Can.MANAGE_ROLES)
def change_role(actor: Actor, role: Role, *, code: str, name: str, rights: Rights) -> Role:
    """Change what a role may do; it holds for everybody who has it from their next click on.

    Raises RuleError for a role with rights that the actor may not give, before or after, and for the actor's own roles.
    """
    lock_roles()
    role = Role.objects.get(pk=role.pk)
    before: Rights = dict(role.rights.values_list("right", "ceiling"))
    check_role(actor, role)
    check_rights(actor, rights, field="rights")
    if role.code in SEEDED_ROLES and code != role.code:
        raise RuleError("seeded_role", _("The code of this role is fixed."), "code")
    role.code, role.name = code, name
    role.save(update_fields=["code", "name"])
    _write(role, rights)
    check_somebody_runs_the_house()
    record(actor, Verb.ROLE_CHANGED, role, role=name, before=_told(before), after=_told(rights))
    return role


@action(Can.MANAGE_ROLES)
def delete_role(actor: Actor, role: Role) -> None:
    """Remove a role that nobody has; the three that came with the installation stay."""
    lock_roles()
    before: Rights = dict(role.rights.values_list("right", "ceiling"))
    if role.code in SEEDED_ROLES:
        raise Conflict("seeded_role", _("This role came with the installation and stays."))
    if role.agents.exists():
        raise Conflict("role_in_use", _("Somebody still has this role."))
    check_rights(actor, before)
    record(actor, Verb.ROLE_CHANGED, role, role=role.name, before=_told(before), after=None)
    role.delete()


def _write(role: Role, rights: Rights) -> None:
    role.rights.exclude(right__in=rights).delete()
    for right, ceiling in rights.items():
        role.rights.update_or_create(right=right, defaults={"ceiling": ceiling})


def _told(rights: Rights) -> dict[str, str | None]:
    return {right: None if ceiling is None else str(ceiling) for right, ceiling in sorted(rights.items())}
