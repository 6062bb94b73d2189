"""An agent's recent searches: a convenience, kept for the agent alone, and no act on anything."""

from django.utils.timezone import now

from agents.actors import Actor
from agents.models import RecentSearch
from agents.models.search import KEPT


def remember_search(actor: Actor, kind: str, words: str) -> None:
    """Keep words that led to a record, and forget what is older than the newest ten."""
    words = " ".join(words.replace("\0", "").split())[:200]
    if actor.agent_id is None or not words:
        return
    one = RecentSearch(agent_id=actor.agent_id, kind=kind, words=words, at=now())
    RecentSearch.objects.bulk_create([one], update_conflicts=True, unique_fields=["agent", "kind", "words"], update_fields=["at"])
    kept = RecentSearch.objects.filter(agent_id=actor.agent_id)[:KEPT].values_list("pk", flat=True)
    RecentSearch.objects.filter(agent_id=actor.agent_id).exclude(pk__in=list(kept)).delete()


def recent_searches(actor: Actor) -> list[RecentSearch]:
    """The newest first."""
    return list(RecentSearch.objects.filter(agent=actor.agent_id or 0)[:KEPT])
