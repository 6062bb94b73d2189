"""The second factor of an account: set up and switched off by its owner, taken away by staff when the phone is lost."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.utils.translation import gettext as _

from agents.actions.accounts import own
from agents.actors import Actor
from agents.audit import record
from agents.grants import check_may_manage
from agents.login_sessions import end_log_ins
from agents.models import Agent, Role
from agents.permissions import OWN_ACCOUNT, Can
from agents.second_factor import RECOVERY, is_on
from agents.verbs import Verb
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError


@action(OWN_ACCOUNT)
def set_up_second_factor(actor: Actor, agent: Agent, *, secret: str, code: str) -> list[str]:
    """From now on the log-in asks for a code of the phone that holds this secret; `code` shows that it does. Gives the recovery codes.

    Raises RuleError at the field "code", Conflict("on") where it is set up already.
    """
    agent = own(actor, agent)
    if is_on(agent):
        raise Conflict("on", _("Your second factor is set up already."))
    if not validate_totp_code(secret, code):
        raise RuleError("wrong_code", _("This is not the code that belongs to the picture. Is the phone's clock right?"), "code")
    TOTP.activate(agent, secret).instance.record_usage()  # the code shown here does not log in as well
    Authenticator.objects.filter(user=agent, type=RECOVERY).delete()
    record(actor, Verb.SECOND_FACTOR_ON, agent)
    codes: list[str] = RecoveryCodes.activate(agent).get_unused_codes()
    return codes


@action(OWN_ACCOUNT)
def make_recovery_codes(actor: Actor, agent: Agent) -> list[str]:
    """Ten new codes for the day the phone is lost; the old ones end."""
    agent = own(actor, agent)
    _check_on(agent)
    Authenticator.objects.filter(user=agent, type=RECOVERY).delete()
    record(actor, Verb.RECOVERY_CODES_MADE, agent)
    codes: list[str] = RecoveryCodes.activate(agent).get_unused_codes()
    return codes


@action(OWN_ACCOUNT)
def switch_off_second_factor(actor: Actor, agent: Agent) -> Agent:
    """The password is enough again. Raises RuleError where a role of the agent requires the second factor."""
    agent = own(actor, agent)
    _check_on(agent)
    if Role.objects.filter(agents=agent, second_factor=True).exists():
        raise RuleError("required", _("Your role requires a second factor. Staff can take it away, so that you set up another phone."))
    Authenticator.objects.filter(user=agent).delete()
    record(actor, Verb.SECOND_FACTOR_OFF, agent)
    return agent


@action(Can.MANAGE_AGENTS)
def reset_second_factor(actor: Actor, agent: Agent) -> Agent:
    """Take away the second factor of somebody whose phone is gone; their log-ins end, since one may be in other hands.

    Raises RuleError for an account that can do more than the actor may give, and for one's own.
    """
    agent = lock(agent)
    check_may_manage(actor, agent)
    if actor.agent_id == agent.pk:
        raise RuleError("own_account", _("Switch off your own second factor in your preferences."), "reset_second_factor")
    _check_on(agent)
    Authenticator.objects.filter(user=agent).delete()
    end_log_ins(agent)
    record(actor, Verb.SECOND_FACTOR_RESET, agent, username=agent.username)
    return agent


def _check_on(agent: Agent) -> None:
    if not is_on(agent):
        raise Conflict("off", _("No second factor is set up."))
