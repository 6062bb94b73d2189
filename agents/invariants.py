"""What must always be true of desks, and of every status; see contactcenter.invariants."""

from django.apps import apps

from agents.models import HasStatus
from contactcenter.invariants import Invariant, register


def nouns() -> list[type[HasStatus]]:
    """All that has a status."""
    return [one for one in apps.get_models() if issubclass(one, HasStatus)]


def _elsewhere(noun: type[HasStatus]) -> str:
    """SQL for the rows of a noun that are in another status than the one that their last step led to."""
    return f"""SELECT s.thing_type, s.thing_id, s.after, t.status
        FROM (SELECT DISTINCT ON (thing_id) thing_type, thing_id, after FROM agents_step WHERE thing_type = '{noun._meta.label}'
              ORDER BY thing_id, id DESC) s JOIN {noun._meta.db_table} t ON t.id = s.thing_id WHERE t.status <> s.after"""


register(
    Invariant(
        "No agent has more than four sessions open.",
        "SELECT agent_id, count(*) FROM agents_callsession WHERE closed_at IS NULL GROUP BY agent_id HAVING count(*) > 4",
    ),
    Invariant("A status is the one that the last step led to.", " UNION ALL ".join(_elsewhere(noun) for noun in nouns())),
    Invariant(
        "A step begins where the one before it ended.",
        """SELECT thing_type, thing_id, previous, before FROM (
             SELECT thing_type, thing_id, before, lag(after) OVER (PARTITION BY thing_type, thing_id ORDER BY id) AS previous FROM agents_step) s
           WHERE previous <> before""",
    ),
)
