"""Where one is logged in: an own log-in elsewhere is ended from here."""

from django.utils.translation import gettext as _

from agents import login_sessions
from agents.actions.accounts import own
from agents.actors import Actor
from agents.audit import record
from agents.models import Agent
from agents.permissions import OWN_ACCOUNT
from agents.verbs import Verb
from contactcenter.actions import action
from contactcenter.errors import Conflict


@action(OWN_ACCOUNT)
def end_log_in(actor: Actor, agent: Agent, *, handle: str) -> Agent:
    """Log one of the own browsers out. Raises Conflict where that log-in has ended."""
    agent = own(actor, agent)
    if not login_sessions.end(agent, handle):
        raise Conflict("ended", _("This log-in has ended already."))
    record(actor, Verb.LOGINS_ENDED, agent, number=1)
    return agent


@action(OWN_ACCOUNT)
def end_other_log_ins(actor: Actor, agent: Agent, *, kept: str) -> Agent:
    """Log all own browsers out but the one of this handle. Raises Conflict where there is no other."""
    agent = own(actor, agent)
    ended = login_sessions.end_others(agent, kept)
    if not ended:
        raise Conflict("alone", _("You are logged in nowhere else."))
    record(actor, Verb.LOGINS_ENDED, agent, number=ended)
    return agent
