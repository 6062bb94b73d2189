"""Agents' accounts: made and changed by staff; their passwords by themselves."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.grants import check_channels, check_has_role, check_may_manage, check_roles, check_somebody_runs_the_house, lock_roles
from agents.jobs import mail_email_changed, mail_password_link, mail_test
from agents.login_sessions import end_log_ins
from agents.models import Agent, Channel, Role
from agents.models.agent import is_made_up
from agents.permissions import OWN_ACCOUNT, Can
from agents.verbs import TEST_MAIL, Verb
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, NotAllowed, RuleError
from contactcenter.jobs import later
from contactcenter.names import as_seen
from contactcenter.validity import check_fields, check_honest

NAMES = ("username", "email", "display_name")

ALL = "*"
"""In the audit trail: all channels, future ones too."""


@action(Can.MANAGE_AGENTS)
def create_agent(
    actor: Actor, *, username: str, email: str, display_name: str, roles: Collection[Role], all_channels: bool, channels: Collection[Channel]
) -> Agent:
    """Let a new person in (A1), who sees all channels or these; without a password they cannot log in yet.

    Raises RuleError at "roles" or "channels" when none is chosen, or one that the actor may not give.
    """
    lock_roles()
    check_has_role(roles)
    check_roles(actor, roles)
    username = Agent.normalize_username(username)
    _check_free(username, email)
    check_honest(username=("", username), display_name=("", display_name))
    check_fields(Agent(username=username, email=email, display_name=display_name), NAMES)
    agent = Agent.objects.create_user(username, email, display_name=display_name, organization_id=actor.organization_id)
    agent.roles.set(roles)
    _show(agent, all_channels, channels)
    check_channels(actor, agent)
    names = {field: getattr(agent, field) for field in NAMES}
    record(actor, Verb.AGENT_CREATED, agent, **names, roles=_codes(roles), channels=_shown(agent))
    return agent


@action(Can.MANAGE_AGENTS)
def change_agent(
    actor: Actor,
    agent: Agent,
    *,
    username: str,
    email: str,
    display_name: str,
    is_active: bool,
    roles: Collection[Role],
    all_channels: bool,
    channels: Collection[Channel],
) -> Agent:
    """Change an account: its names, what it may do and see, and whether it is open at all. It holds from the next click on.

    Closing it ends its log-ins for good: opening it again revives none. Nothing changed leaves no trace. Another e-mail is told to the
    present one, since a password is mailed to it.
    Raises RuleError for rights the actor lacks and for one's own roles and e-mail, Conflict("last_administrator").
    """
    lock_roles()
    agent = lock(agent)
    check_may_manage(actor, agent)
    before = _facts(agent)
    if is_active:
        check_has_role(roles)
    check_roles(actor, set(roles) - set(agent.roles.all()))
    username = Agent.normalize_username(username)
    _check_free(username, email, agent)
    check_honest(username=(agent.username, username), display_name=(agent.display_name, display_name))
    closes = agent.is_active and not is_active
    agent.username, agent.email, agent.display_name, agent.is_active = username, email, display_name, is_active
    check_fields(agent, NAMES)
    agent.save(update_fields=[*NAMES, "is_active"])
    if closes:
        end_log_ins(agent)
    agent.roles.set(roles)
    _show(agent, all_channels, channels)
    after = _facts(agent)
    _check_not_oneself(actor, agent, before, after)
    check_channels(actor, agent)
    check_somebody_runs_the_house()
    if changed := _changed(before, after):
        record(actor, Verb.AGENT_CHANGED, agent, username=before["user_name"], **changed)
    if "email" in changed:
        later(mail_email_changed, agent_id=agent.pk, address=str(before["email"]))
    return agent


@action(Can.MANAGE_AGENTS)
def set_password(actor: Actor, agent: Agent, *, password: str) -> Agent:
    """Give somebody a password to begin with, which they must change at their next log-in, since the giver knows it.

    Raises RuleError at the field "password" when it is too weak, and for one's own, which is changed with the old one.
    """
    agent = lock(agent)
    check_may_manage(actor, agent)
    if actor.agent_id == agent.pk:
        raise RuleError("own_account", _("Change your own password in your preferences."), "password")
    _check_strength(agent, password)
    _write_password(agent, password, must_change=True)
    end_log_ins(agent)
    record(actor, Verb.PASSWORD_CHANGED, agent, username=agent.username)
    return agent


@action(Can.MANAGE_AGENTS)
def send_password_link(actor: Actor, agent: Agent) -> Agent:
    """Have somebody mailed the link by which they choose a password themselves; the job tells whether the mail went out.

    Raises RuleError at the field "send_link" for one's own account: whoever sits at a desk left open has no password of it.
    """
    check_may_manage(actor, agent)
    if actor.agent_id == agent.pk:
        raise RuleError("own_account", _("Change your own password in your preferences."), "send_link")
    record(actor, Verb.PASSWORD_LINK_ASKED, agent, username=agent.username)
    later(mail_password_link, agent_id=agent.pk)
    return agent


@action(Can.MANAGE_CHANNELS)
def send_test_mail(actor: Actor, agent: Agent) -> Agent:
    """Mail oneself a test, so that the first page can say whether mails go out. Raises NotAllowed for somebody else's account."""
    agent = own(actor, agent)
    record(actor, Verb.MAIL_ASKED, agent.organization, kind=TEST_MAIL)
    later(mail_test, agent_id=agent.pk)
    return agent


@action(OWN_ACCOUNT)
def change_password(actor: Actor, agent: Agent, *, password: str) -> Agent:
    """Set one's own password. Every other session of the account ends with it.

    `agent` is the account as it was when the old password, or the link in a mail, was found to be right: it counts once, so that of two
    who come with the same one the second is refused. Raises Conflict("changed") then, and RuleError at the field "password" where
    another is asked for and it is the same.
    """
    proved, agent = agent.password, own(actor, agent)
    if agent.password != proved:
        raise Conflict("changed", _("This password has just been changed. If that was not you, ask for a new link at once."))
    if wrong := agent.wrong_new_password(password):
        raise RuleError("same_password", wrong, "password")
    _write_password(agent, password, must_change=False)
    record(actor, Verb.PASSWORD_CHANGED, agent, username=agent.username)
    return agent


def _write_password(agent: Agent, password: str, *, must_change: bool) -> None:
    agent.set_password(password)
    agent.must_change_password = must_change
    agent.save(update_fields=["password", "must_change_password"])


def own(actor: Actor, agent: Agent) -> Agent:
    """The account under a lock, if it is the actor's own."""
    if actor.agent_id != agent.pk:
        raise NotAllowed("not_own", _("This is somebody else's account."))
    return lock(agent)


def _check_not_oneself(actor: Actor, agent: Agent, before: dict[str, object], after: dict[str, object]) -> None:
    if actor.agent_id != agent.pk:
        return
    if after["roles"] != before["roles"]:
        raise RuleError("own_roles", _("Nobody changes their own roles."), "roles")
    if after["channels"] != before["channels"]:
        raise RuleError("own_channels", _("Nobody changes their own channels."), "channels")
    if not after["is_active"]:
        raise RuleError("own_account", _("Nobody closes their own account."), "is_active")
    # Whoever sits at a desk left open would have the password mailed to themselves. The first administrator has nobody to ask yet.
    if after["email"] != before["email"] and not is_made_up(str(before["email"])):
        raise RuleError("own_email", _("Nobody changes their own e-mail. Ask another administrator."), "email")


def _check_free(username: str, email: str, agent: Agent | None = None) -> None:
    """A name is nobody else's, as user name or as e-mail, since either logs in; nor does a new user name look like another's."""
    others = Agent.objects.exclude(pk=agent.pk) if agent is not None else Agent.objects.all()
    for field, typed in (("username", username), ("email", email)):
        if others.filter(username__iexact=typed).exists() or others.filter(email__iexact=typed).exists():
            raise RuleError("taken", _("Somebody else has this already."), field)
    if (agent is None or agent.username != username) and as_seen(username) in map(as_seen, others.values_list("username", flat=True)):
        raise RuleError("taken", _("Somebody else has this already."), "username")


def _check_strength(agent: Agent, password: str) -> None:
    try:
        validate_password(password, agent)
    except ValidationError as error:
        raise RuleError("weak_password", " ".join(error.messages), "password") from error


def _facts(agent: Agent) -> dict[str, object]:
    """What the audit trail keeps of an account: all that staff can change.

    Names and e-mail too: whose mailbox a password could be sent to is what one has to find out after a take-over.
    """
    names = {"user_name": agent.username, "email": agent.email, "display_name": agent.display_name}
    return names | {"is_active": agent.is_active, "roles": _codes(agent.roles.all()), "channels": _shown(agent)}


def _show(agent: Agent, all_channels: bool, channels: Collection[Channel]) -> None:
    """Have the account see all channels, future ones too, or only these."""
    agent.all_channels = all_channels
    agent.save(update_fields=["all_channels"])
    agent.channels.set([] if all_channels else channels)


def _shown(agent: Agent) -> list[str]:
    return [ALL] if agent.all_channels else _codes(agent.channels.all())


def _changed(before: dict[str, object], after: dict[str, object]) -> dict[str, Any]:
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def _codes(things: Collection[Role] | Collection[Channel]) -> list[str]:
    return sorted(thing.code for thing in things)
