"""Wrong codes are counted, so that nobody finds one by trying (P3): of each customer and of each agent."""

from datetime import timedelta

from django.utils.translation import ngettext

from agents.actors import Actor
from agents.lockout import count_guess, forgive_guesses, give_back_guess, waiting
from agents.models import CallSession
from contactcenter.errors import RuleError
from customers.models import Customer

OF_CUSTOMER = 8
OF_AGENT = 30
"""So many wrong codes in ten minutes; then ten minutes without."""


def count_code(actor: Actor, customer: Customer) -> None:
    """Count a code before it is looked up, outside any transaction that its refusal would undo. Raises RuleError("too_many_codes")."""
    for key, most in _keys(actor, customer):
        if (wait := count_guess(key, most)) is not None:
            raise RuleError("too_many_codes", said(wait), field="code")


def forgive_code(actor: Actor, customer: Customer) -> None:
    """It was a code that there is: it was no guess."""
    give_back_guess(*(key for key, _most in _keys(actor, customer)))


def allow_guesses(customer: Customer) -> None:
    """Lift what stopped this customer's codes, and those of the agents who have them on the line."""
    agents = CallSession.objects.open().filter(customer=customer).values_list("agent_id", flat=True)
    forgive_guesses(f"codes-of-customer:{customer.pk}", *(f"codes-by:{one}" for one in agents))


def wait_of(actor: Actor, customer: Customer) -> timedelta | None:
    """How long this customer's and this agent's codes are to wait; None where they can be tried."""
    waits = [wait for key, most in _keys(actor, customer) if (wait := waiting(key, most)) is not None]
    return max(waits, default=None)


def said(wait: timedelta) -> str:
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    text = ngettext(
        "Too many wrong codes. Try again in %(n)d minute, or ask a supervisor to lift this.",
        "Too many wrong codes. Try again in %(n)d minutes, or ask a supervisor to lift this.",
        minutes,
    )
    return text % {"n": minutes}


def _keys(actor: Actor, customer: Customer) -> list[tuple[str, int]]:
    return [(f"codes-of-customer:{customer.pk}", OF_CUSTOMER), (f"codes-by:{actor.agent_id}", OF_AGENT)]
