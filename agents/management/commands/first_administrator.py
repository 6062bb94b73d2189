"""`manage.py first_administrator`: on a database without any account, one administrator whose password must be changed at once."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from agents.actors import system
from agents.audit import record
from agents.grants import lock_roles
from agents.models import Agent
from agents.models.agent import FIRST_EMAIL
from agents.permissions import ADMINISTRATOR
from agents.verbs import Verb

USERNAME = "admin"
WORDS, LETTERS = 4, "abcdefghijkmnpqrstuvwxyz23456789"  # none that looks like another

SAID = """
    This database is new. Its first administrator, shown this once and kept nowhere:

        user name            {username}
        one-time password    {password}

    The first log-in asks for a password of your own. Lost it before? manage.py createsuperuser makes another administrator.
"""


class Command(BaseCommand):
    help = "Makes the first administrator with a one-time password, if there is no account at all; else does and says nothing."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        lock_roles()  # two starts at once make one
        if Agent.objects.exists():
            return
        password = "-".join("".join(secrets.choice(LETTERS) for _letter in range(5)) for _word in range(WORDS))
        agent = Agent.objects.create_superuser(USERNAME, FIRST_EMAIL, password, must_change_password=True)
        record(system("first_administrator"), Verb.AGENT_CREATED, agent, username=USERNAME, roles=[ADMINISTRATOR])
        # before the commit: what was said and not kept is void, what was kept and not said would let nobody in
        self.stdout.write(SAID.format(username=USERNAME, password=password))
        self.stdout.flush()
