"""Roles: which single rights a kind of work needs, up to which amounts (A1, A2)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import Verb, record
from agents.grants import check_rights, check_role, check_somebody_runs_the_house, lock_roles
from agents.models import Role
from agents.permissions import SEEDED_ROLES, Can
from contactcenter.actions import action
from contactcenter.errors import Conflict, RuleError
from contactcenter.names import as_seen
from contactcenter.validity import check_fields

Rights = dict[str, Decimal | None]


@action(Can.MANAGE_ROLES)
def create_role(actor: Actor, *, code: str, name: str, rights: Rights) -> Role:
    """A new kind of work. rights: each with its ceiling, None for no limit."""
    lock_roles()
    check_rights(actor, rights, field="rights")
    role = Role(code=code, name=name)
    _check_free(role)
    check_fields(role, ["code", "name"])
    role.save(force_insert=True)
    _write(role, rights)
    record(actor, Verb.ROLE_CHANGED, role, role=name, before={}, after=_told(rights))
    return role


@action(Can.MANAGE_ROLES)
def change_role(actor: Actor, role: Role, *, code: str, name: str, rights: Rights) -> Role:
    """Change what a role may do; it holds for everybody who has it from their next click on.

    Raises RuleError for a role with rights that the actor may not give, before or after, for the actor's own roles, and at a code or a
    name that another role has; nothing changed leaves no trace.
    """
    lock_roles()
    role = Role.objects.get(pk=role.pk)
    before: Rights = dict(role.rights.values_list("right", "ceiling"))
    check_role(actor, role)
    check_rights(actor, before | rights, field="rights")
    if role.code in SEEDED_ROLES and code != role.code:
        raise RuleError("seeded_role", _("The code of this role is fixed."), "code")
    names: dict[str, Any] = {"names": [[role.code, role.name], [code, name]]} if (role.code, role.name) != (code, name) else {}
    role.code, role.name = code, name
    _check_free(role)
    check_fields(role, ["code", "name"])
    role.save(update_fields=["code", "name"])
    _write(role, rights)
    check_somebody_runs_the_house()
    if names or before != rights:
        record(actor, Verb.ROLE_CHANGED, role, role=name, before=_told(before), after=_told(rights), **names)
    return role


@action(Can.MANAGE_ROLES)
def rule_role(actor: Actor, role: Role, *, second_factor: bool, most_reads: int | None) -> Role:
    """How those who have a role log in, and how much they may open. most_reads: records in ten minutes, None for no limit.

    Raises RuleError as `change_role` does; nothing changed leaves no trace.
    """
    lock_roles()
    role = Role.objects.get(pk=role.pk)
    changed: dict[str, Any] = {
        field: [was, now]
        for field, was, now in (("second_factor", role.second_factor, second_factor), ("most_reads", role.most_reads, most_reads))
        if was != now
    }
    if changed:
        check_role(actor, role)
        role.second_factor, role.most_reads = second_factor, most_reads
        check_fields(role, changed)
        role.save(update_fields=list(changed))
        record(actor, Verb.ROLE_CHANGED, role, role=role.name, **changed)
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


def _check_free(role: Role) -> None:
    """Raises RuleError at the code or the name that another role has, as the eye sees it. The caller holds `lock_roles`."""
    others = list(Role.objects.exclude(pk=role.pk))
    for field in ("code", "name"):
        if as_seen(getattr(role, field)) in {as_seen(getattr(other, field)) for other in others}:
            raise RuleError("taken", _("Another role has this already."), field)


def _write(role: Role, rights: Rights) -> None:
    role.rights.exclude(right__in=rights).delete()
    for right, ceiling in rights.items():
        role.rights.update_or_create(right=right, defaults={"ceiling": ceiling})


def _told(rights: Rights) -> dict[str, str | None]:
    return {right: None if ceiling is None else str(ceiling) for right, ceiling in sorted(rights.items())}
