"""What an agent has looked for: lately, and kept under a name (F10)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models.agent import Agent
from agents.models.organization import Organization
from agents.models.session import Tab
from contactcenter.names import check_name

MOST_SAVED = 100
KEPT = 10


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, actor: Actor) -> "SavedSearchQuerySet":
        """One's own, and what somebody has shared with the organisation."""
        shared = models.Q(shared=True, organization_id=actor.organization_id)
        return self.filter(models.Q(owner_id=actor.agent_id) | shared)


class SavedSearch(models.Model):
    """A search under a name. `query` is that of the search page's address: the kind, the box's words, the criteria.

    It holds no result: whoever opens it finds what they may see.
    """

    owner = models.ForeignKey(Agent, models.CASCADE, related_name="saved_searches")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60, validators=[check_name])
    kind = models.CharField(_("kind"), max_length=10, choices=Tab.Kind)
    query = models.TextField()
    shared = models.BooleanField(_("shared"), default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("saved search"), _("saved searches")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_search_once")]
        indexes = [models.Index(fields=["organization", "name"], condition=models.Q(shared=True), name="saved_search_shared")]

    def __str__(self) -> str:
        return self.name


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
