"""Roles: which single rights a kind of work needs, up to which amounts (A1, A2)."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.grants import check_rights, check_role, check_somebody_runs_the_house, lock_roles, rights_of
from agents.models import Ceiling, Role
from agents.permissions import SEEDED_ROLES, Can
from agents.verbs import Verb
from contactcenter.actions import action
from contactcenter.errors import Conflict, RuleError
from contactcenter.money import wrong_amount
from contactcenter.names import as_seen
from contactcenter.validity import check_fields, check_honest

Rights = Collection[str]
Ceilings = Mapping[tuple[str, str], tuple[Decimal, Decimal | None]]
"""Of a kind of act and a currency: the amount, and the percentage where the kind has one."""


@action(Can.MANAGE_ROLES)
def create_role(actor: Actor, *, code: str, name: str, rights: Rights) -> Role:
    """A new kind of work."""
    lock_roles()
    check_rights(actor, rights, field="rights")
    role = Role(code=code, name=name)
    _check_names(role, "", "")
    check_fields(role, ["code", "name"])
    role.save(force_insert=True)
    _write(role, rights)
    record(actor, Verb.ROLE_CHANGED, role, role=name, before=[], after=sorted(rights))
    return role


@action(Can.MANAGE_ROLES)
def change_role(actor: Actor, role: Role, *, code: str, name: str, rights: Rights) -> Role:
    """Change what a role may do; it holds for everybody who has it from their next click on.

    Raises RuleError for a role with rights that the actor may not give, before or after, for the actor's own roles, and at a code or a
    name that another role has; nothing changed leaves no trace.
    """
    lock_roles()
    role = Role.objects.get(pk=role.pk)
    before = rights_of(role)
    check_role(actor, role)
    check_rights(actor, before | set(rights), field="rights")
    if role.code in SEEDED_ROLES and code != role.code:
        raise RuleError("seeded_role", _("The code of this role is fixed."), "code")
    names: dict[str, Any] = {"names": [[role.code, role.name], [code, name]]} if (role.code, role.name) != (code, name) else {}
    old_code, old_name = role.code, role.name
    role.code, role.name = code, name
    _check_names(role, old_code, old_name)
    check_fields(role, ["code", "name"])
    role.save(update_fields=["code", "name"])
    _write(role, rights)
    check_somebody_runs_the_house()
    if names or before != set(rights):
        record(actor, Verb.ROLE_CHANGED, role, role=name, before=sorted(before), after=sorted(rights), **names)
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
def set_ceilings(actor: Actor, role: Role, *, ceilings: Ceilings) -> Role:
    """Up to which amounts those who have a role do acts of a kind alone; what is not named may not be done alone at all.

    An administrator may give others a ceiling that they lack, as with the rights of the desk: nobody changes a role of their own. Raises
    RuleError as `change_role` does, and for what is no amount; nothing changed leaves no trace.
    """
    lock_roles()
    role = Role.objects.get(pk=role.pk)
    before = {(one.kind, one.currency): (one.amount, one.percent) for one in role.ceilings.all()}
    changed = {key for key in {*before, *ceilings} if before.get(key) != ceilings.get(key)}
    if not changed:
        return role
    check_role(actor, role)
    for kind, currency in changed:
        if (kind, currency) not in ceilings:
            role.ceilings.filter(kind=kind, currency=currency).delete()
            continue
        amount, percent = ceilings[kind, currency]
        check_fields(Ceiling(role=role, kind=kind, currency=currency, amount=amount, percent=percent), ["amount", "percent"])
        if wrong := wrong_amount(amount, currency):
            raise RuleError("bad_amount", wrong)
        role.ceilings.update_or_create(kind=kind, currency=currency, defaults={"amount": amount, "percent": percent})
    told = {" ".join(key): [_told(before.get(key)), _told(ceilings.get(key))] for key in sorted(changed)}
    record(actor, Verb.ROLE_CEILINGS, role, role=role.name, changed=told)
    return role


@action(Can.MANAGE_ROLES)
def delete_role(actor: Actor, role: Role) -> None:
    """Remove a role that nobody has; the three that came with the installation stay."""
    lock_roles()
    before = rights_of(role)
    if role.code in SEEDED_ROLES:
        raise Conflict("seeded_role", _("This role came with the installation and stays."))
    if role.agents.exists():
        raise Conflict("role_in_use", _("Somebody still has this role."))
    check_rights(actor, before)
    record(actor, Verb.ROLE_CHANGED, role, role=role.name, before=sorted(before), after=None)
    role.delete()


def _check_names(role: Role, old_code: str, old_name: str) -> None:
    """Raises RuleError at a new code or name that another role has, as the eye sees it, or that deceives. The caller holds `lock_roles`."""
    others = list(Role.objects.exclude(pk=role.pk))
    for field, was in (("code", old_code), ("name", old_name)):
        if getattr(role, field) != was and as_seen(getattr(role, field)) in {as_seen(getattr(other, field)) for other in others}:
            raise RuleError("taken", _("Another role has this already."), field)
    check_honest(name=(old_name, role.name))


def _write(role: Role, rights: Rights) -> None:
    role.rights.exclude(right__in=rights).delete()
    for right in rights:
        role.rights.get_or_create(right=right)


def _told(ceiling: tuple[Decimal, Decimal | None] | None) -> str | None:
    """What the audit says of a ceiling: "50", "50 10 %"."""
    if ceiling is None:
        return None
    amount, percent = (None if one is None else f"{one.normalize():f}" for one in ceiling)
    return f"{amount} {percent} %" if percent else amount
