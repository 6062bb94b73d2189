"""`manage.py createsuperuser`: the first administrator, asked for as Django does, and told in the audit trail."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management import CommandError
from django.db import IntegrityError, transaction

from agents.actors import system
from agents.audit import record
from agents.models import Agent
from agents.permissions import ADMINISTRATOR
from agents.verbs import Verb


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        newest = Agent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        try:
            with transaction.atomic():
                super().handle(*args, **options)
                for agent in Agent.objects.filter(pk__gt=newest):
                    record(system("createsuperuser"), Verb.AGENT_CREATED, agent, username=agent.username, roles=[ADMINISTRATOR])
        except IntegrityError as error:
            raise CommandError("Error: That user name or e-mail is already taken.") from error
