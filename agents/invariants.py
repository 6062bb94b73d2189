"""What must always be true of desks; see contactcenter.invariants."""

from contactcenter.invariants import Invariant, register

register(
    Invariant(
        "No agent has more than four sessions open.",
        "SELECT agent_id, count(*) FROM agents_callsession WHERE closed_at IS NULL GROUP BY agent_id HAVING count(*) > 4",
    ),
)
