"""What an agent has looked for."""

from django.db import models
from django.utils import timezone

from agents.models.agent import Agent
from agents.models.session import Tab

KEPT = 10


class RecentSearch(models.Model):
    """Words that led an agent to a record. The newest ten of each agent are kept."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="recent_searches")
    kind = models.CharField(max_length=10, choices=Tab.Kind)
    words = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["agent", "kind", "words"], name="recent_search_once")]

    def __str__(self) -> str:
        return self.words

    @property
    def kind_name(self) -> str:
        """What was looked for."""
        return str(Tab.Kind(self.kind).label)
