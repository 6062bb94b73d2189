"""Who may give which right: nobody gives what they lack, and nobody touches the account of somebody mightier."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.models import Agent, Channel, Role, RoleRight
from agents.permissions import DESK, REQUIRED_ADMIN_RIGHTS, Can
from contactcenter.errors import Conflict, RuleError


def grantable(actor: Actor) -> frozenset[str]:
    """The rights that the actor may give: their own, and for those who manage roles the rights of the desk too.

    An administrator does not work at the desk (A1: managing users does not open the console) and yet hires those who do.
    Giving a desk right to somebody else gives the administrator nothing, since nobody changes their own roles.
    """
    return actor.rights | DESK if actor.may(Can.MANAGE_ROLES) else actor.rights


def check_has_role(roles: Collection[Role]) -> None:
    """Refuse an open account without a role: its password would be right and yet open nothing."""
    if not roles:
        raise RuleError("no_role", _("Choose at least one role."), "roles")


def check_roles(actor: Actor, roles: Iterable[Role]) -> None:
    """Refuse roles with a right that the actor may not give. Raises RuleError at the field "roles"."""
    for role in roles:
        check_rights(actor, rights_of(role), field="roles")


def check_rights(actor: Actor, rights: Collection[str], *, field: str | None = None) -> None:
    """Refuse a right that the actor may not give."""
    may_give = grantable(actor)
    for right in sorted(rights):
        if right not in may_give:
            raise RuleError("right_lacked", _("You cannot give “%(right)s”: you do not have it yourself.") % _named(right), field)


def rights_of(role: Role) -> frozenset[str]:
    return frozenset(role.rights.values_list("right", flat=True))


def check_role(actor: Actor, role: Role) -> None:
    """Refuse to change a role that one has oneself, or one with a right that one may not give."""
    if role.agents.filter(pk=actor.agent_id).exists():
        raise RuleError("own_role", _("You have this role yourself; somebody else must change it."))
    check_rights(actor, rights_of(role))


def check_may_manage(actor: Actor, agent: Agent) -> None:
    """Refuse to touch an account that can do more than the actor may give: who changes its e-mail could take it over."""
    if not set(RoleRight.objects.filter(role__agents=agent).values_list("right", flat=True)) <= grantable(actor):
        raise RuleError("mightier", _("This account has rights that you lack; somebody who has them must change it."))
    if not _sees_all_of(actor, agent):
        raise RuleError("mightier", _("This account sees channels that you do not see; somebody who sees them must change it."))


def check_channels(actor: Actor, agent: Agent) -> None:
    """Refuse an account that sees no channel, and to open channels that the actor does not see."""
    if not agent.all_channels and not agent.channels.exists():
        raise RuleError("no_channel", _("Choose at least one channel, or all of them."), "channels")
    if not _sees_all_of(actor, agent):
        raise RuleError(
            "channel_lacked", _("You can only give channels that you see yourself."), "all_channels" if agent.all_channels else "channels"
        )


def _sees_all_of(actor: Actor, agent: Agent) -> bool:
    """Whether the actor sees each channel that the account does: closed ones too, since one that opens again must not be a way round."""
    if actor.all_channels:
        return True
    own = Channel.objects.filter(agents=actor.agent_id)
    return not agent.all_channels and not agent.channels.exclude(pk__in=own).exists()


def check_somebody_runs_the_house() -> None:
    """Refuse what leaves no active account that can manage agents and roles. The caller holds `lock_roles`."""
    able = (Agent.objects.with_rights().filter(is_active=True)).iterator()
    if not any(agent.rights() >= REQUIRED_ADMIN_RIGHTS for agent in able):
        raise Conflict("last_administrator", _("This would leave nobody who can manage agents and roles."))


def lock_roles() -> None:
    """One change of who may do what at a time, so that two of them together cannot do what each alone may not."""
    list(Role.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _named(right: str) -> dict[str, str]:
    return {"right": str(Can(right).label)}
