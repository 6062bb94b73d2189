"""Agents' accounts: made and changed by staff; their passwords by themselves."""

from agents.actors import Actor
from agents.audit import Verb, record
from agents.models import Agent
from agents.permissions import OWN_ACCOUNT
from contactcenter.actions import action, lock
from contactcenter.errors import NotAllowed


@action(OWN_ACCOUNT)
def change_password(actor: Actor, agent: Agent, *, password: str) -> Agent:
    """Set one's own password. Every other session of the account ends with it."""
    agent = own(actor, agent)
    agent.set_password(password)
    agent.save(update_fields=["password"])
    record(actor, Verb.PASSWORD_CHANGED, agent)
    return agent


def own(actor: Actor, agent: Agent) -> Agent:
    """The account under a lock, if it is the actor's own."""
    if actor.agent_id != agent.pk:
        raise NotAllowed("not_own", "This is somebody else's account.")
    return lock(agent)
