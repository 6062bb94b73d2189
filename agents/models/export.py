"""What was asked to be written out of a search, and the file that came of it (F10)."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models.agent import Agent
from agents.models.session import Tab
from agents.models.step import HasStatus

KEPT_FOR = timedelta(hours=24)
MOST_WAITING = 3
"""An agent has at most so many exports waiting or running, so that one agent does not keep the worker from everybody's mails."""


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, actor: Actor) -> "ExportQuerySet":
        """The agent's own that are not too old, newest first, without their files."""
        return self.filter(agent_id=actor.agent_id, created_at__gt=_oldest()).defer("file").order_by("-created_at", "-pk")

    def unfinished(self) -> "ExportQuerySet":
        return self.filter(status__in=(Export.Status.WAITING, Export.Status.RUNNING))

    def too_old(self) -> "ExportQuerySet":
        return self.filter(created_at__lte=_oldest())


def _oldest() -> datetime:
    return timezone.now() - KEPT_FOR


class Export(HasStatus):
    """A search's rows as a file, for one agent and one day.

    asked: the search page's query string; rows: written so far; cut: whether there were more than may be exported; in_full: with all of
    the personal data, so that only those take it who may see that still;
    file: in the database, so that every web process and machine can hand it out.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being written")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel"

    STEPS = {
        Status.WAITING: {Status.RUNNING, Status.FAILED},
        Status.RUNNING: {Status.DONE, Status.FAILED},
        Status.FAILED: {Status.WAITING},
        Status.DONE: set(),
    }

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="exports")
    kind = models.CharField(max_length=10, choices=Tab.Kind)
    asked = models.TextField()
    format = models.CharField(max_length=4, choices=Format)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    rows = models.PositiveIntegerField(default=0)
    cut = models.BooleanField(default=False)
    in_full = models.BooleanField(default=True)
    file = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = ExportQuerySet.as_manager()

    @property
    def organization_id(self) -> int:
        return self.agent.organization_id

    @property
    def is_finished(self) -> bool:
        return self.status in (self.Status.DONE, self.Status.FAILED)

    @property
    def file_name(self) -> str:
        return f"{self.kind}s-{timezone.localtime(self.created_at):%Y-%m-%d-%H%M}.{self.format}"
