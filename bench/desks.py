"""Agents at their desks: log-ins, and four calls each on customers that nobody else has on the line."""

import random
from dataclasses import dataclass

from django.db import connection
from django.test import Client

from agents.actions import open_session, open_tab
from agents.actors import actor_of
from agents.models import MAX_SESSIONS, Agent, CallSession, Organization, Role
from agents.permissions import AGENT
from bench.browsers import HOST, CountingBrowser
from carts.models import Cart
from console.records import record_or_404

MOST_READS = 10_000  # in ten minutes: the rate is checked as ever, and no run reaches it


@dataclass(frozen=True)
class Call:
    """One open session: whom it is about, and what the caller says."""

    session: int
    customer: str
    order: str
    last_name: str
    email: str
    phone: str


@dataclass(frozen=True)
class Desk:
    """session_key: of the log-in; calls: the four open sessions, each with a customer's and an order's tab."""

    session_key: str
    client: Client
    calls: list[Call]

    def counting(self) -> CountingBrowser:
        return CountingBrowser(self.client)


def take_desks(count: int, seed: int) -> list[Desk]:
    """So many agents, each with four calls on customers drawn by the seed. What earlier runs left open is closed."""
    dice = random.Random(seed)
    Role.objects.filter(code=AGENT).update(most_reads=MOST_READS)
    CallSession.objects.open().delete()
    Cart.objects.filter(status=Cart.Status.OPEN).delete()
    return [_take(f"bench-{place}", dice) for place in range(1, count + 1)]


def _take(name: str, dice: random.Random) -> Desk:
    organization = Organization.objects.get(name="Bench")
    agent = Agent.objects.filter(username=name).first()
    if agent is None:
        agent = Agent.objects.create_user(name, f"{name}@example.net", organization=organization, all_channels=True)
        agent.roles.add(Role.objects.get(code=AGENT))
    client = Client(SERVER_NAME=HOST)
    client.force_login(agent)
    actor = actor_of(Agent.objects.get(pk=agent.pk))
    calls = []
    for number, order, *said in _callers(dice):
        session = open_session(actor, record_or_404(actor, "customer", number))
        open_tab(actor, session, record_or_404(actor, "order", order))
        calls.append(Call(session.pk, number, order, *said))
    return Desk(client.cookies["sessionid"].value, client, calls)


def _callers(dice: random.Random) -> list[tuple[str, str, str, str, str]]:
    """Customers with an order whom nobody has on the line, drawn by the dice."""
    sql = """
        SELECT c.number, o.number, c.last_name, c.email, c.phone
        FROM customers_customer c JOIN orders_order o ON o.customer_id = c.id AND o.status <> 'REMOVED'
        WHERE c.id = %s AND NOT EXISTS (SELECT FROM agents_callsession s WHERE s.customer_id = c.id AND s.closed_at IS NULL)
        ORDER BY o.id LIMIT 1
    """
    found: list[tuple[str, str, str, str, str]] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM customers_customer")
        last = cursor.fetchone()[0]
        while len(found) < MAX_SESSIONS:
            cursor.execute(sql, [dice.randint(1, last)])
            found += [row for row in cursor.fetchall() if row not in found]
    return found
