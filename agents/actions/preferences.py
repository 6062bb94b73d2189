"""How an agent wants the console to be."""

from typing import Any

from agents.actions.accounts import own
from agents.actors import Actor
from agents.audit import record
from agents.models import Agent
from agents.permissions import OWN_ACCOUNT
from agents.verbs import Verb
from contactcenter.actions import action
from contactcenter.validity import check_fields, check_honest

NEXT_THEME = {Agent.Theme.AUTO: Agent.Theme.LIGHT, Agent.Theme.LIGHT: Agent.Theme.DARK, Agent.Theme.DARK: Agent.Theme.AUTO}

FIELDS = ("display_name", "language", "timezone", "theme", "keys_enabled", "keys_shown")


@action(OWN_ACCOUNT)
def change_preferences(
    actor: Actor, agent: Agent, *, display_name: str, language: str, timezone: str, theme: str, keys_enabled: bool, keys_shown: bool
) -> Agent:
    """Keep what the agent chose on the preferences page. Nothing changed leaves no trace."""
    agent = own(actor, agent)
    before = [getattr(agent, field) for field in FIELDS]
    check_honest(display_name=(agent.display_name, display_name))
    agent.display_name, agent.language, agent.timezone = display_name, language, timezone
    agent.theme, agent.keys_enabled, agent.keys_shown = theme, keys_enabled, keys_shown
    check_fields(agent, FIELDS)
    agent.save(update_fields=FIELDS)
    after = [getattr(agent, field) for field in FIELDS]
    changed: dict[str, Any] = {field: [was, now] for field, was, now in zip(FIELDS, before, after, strict=True) if was != now}
    if changed:
        record(actor, Verb.PREFERENCES_CHANGED, agent, **changed)
    return agent


@action(OWN_ACCOUNT)
def arrange_table(actor: Actor, agent: Agent, *, table: str, columns: list[str], density: str) -> Agent:
    """Keep which columns of a table the agent wants, in which order, and how high its rows are (F6). No columns: as everybody begins."""
    agent = own(actor, agent)
    agent.tables = {**agent.tables, table: columns, "density": density}
    agent.save(update_fields=["tables"])
    record(actor, Verb.TABLE_ARRANGED, agent, table=table, columns=columns, density=density)
    return agent


@action(OWN_ACCOUNT)
def turn_theme(actor: Actor, agent: Agent) -> Agent:
    """From the system's appearance to light, to dark, and round again."""
    agent = own(actor, agent)
    agent.theme = NEXT_THEME[Agent.Theme(agent.theme)]
    agent.save(update_fields=["theme"])
    record(actor, Verb.PREFERENCES_CHANGED, agent, theme=agent.theme)
    return agent
