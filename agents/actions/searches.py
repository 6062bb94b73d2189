"""Saved searches (F10): an agent's own, of which some are shared with the organisation."""

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.models import MOST_SAVED, Agent, SavedSearch
from agents.permissions import Can
from agents.verbs import Verb
from contactcenter.actions import action, lock
from contactcenter.errors import NotAllowed, RuleError
from contactcenter.validity import check_fields


@action(Can.USE_CONSOLE)
def save_search(actor: Actor, *, name: str, kind: str, query: str) -> SavedSearch:
    """Keep a search under a name; one's own of the same name is overwritten. The words of a search are personal: no audit row holds them."""
    check_fields(SavedSearch(name=name), ["name"])
    agent = Agent.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.agent_id)
    own = SavedSearch.objects.filter(owner=agent)
    if not own.filter(name=name).exists() and own.count() >= MOST_SAVED:
        raise RuleError("too_many", _("You have %(count)d saved searches, which is the most. Delete one first.") % {"count": MOST_SAVED}, "name")
    search, _made = SavedSearch.objects.update_or_create(
        owner=agent, name=name, defaults={"organization_id": agent.organization_id, "kind": kind, "query": query}
    )
    record(actor, Verb.SEARCH_SAVED, search, kind=kind)
    return search


@action(Can.USE_CONSOLE)
def rename_search(actor: Actor, search: SavedSearch, *, name: str) -> SavedSearch:
    """Another name for one's own search. Raises RuleError when another of one's own has it."""
    search = _own(actor, search)
    check_fields(SavedSearch(name=name), ["name"])
    if SavedSearch.objects.filter(owner_id=search.owner_id, name=name).exclude(pk=search.pk).exists():
        raise RuleError("taken", _("You have a search of that name already."), "name")
    search.name = name
    search.save(update_fields=["name"])
    record(actor, Verb.SEARCH_RENAMED, search, kind=search.kind)
    return search


@action(Can.USE_CONSOLE)
def delete_search(actor: Actor, search: SavedSearch) -> None:
    search = _own(actor, search)
    record(actor, Verb.SEARCH_DELETED, search, kind=search.kind)
    search.delete()


@action(Can.SHARE_SEARCHES)
def share_search(actor: Actor, search: SavedSearch) -> SavedSearch:
    """Show one's own search to everybody of the organisation who uses the console."""
    search = _own(actor, search)
    search.shared = True
    search.save(update_fields=["shared"])
    record(actor, Verb.SEARCH_SHARED, search, kind=search.kind)
    return search


@action(Can.SHARE_SEARCHES)
def withdraw_search(actor: Actor, search: SavedSearch) -> SavedSearch:
    search = _own(actor, search)
    search.shared = False
    search.save(update_fields=["shared"])
    record(actor, Verb.SEARCH_WITHDRAWN, search, kind=search.kind)
    return search


def _own(actor: Actor, search: SavedSearch) -> SavedSearch:
    """The search under a lock, if it is the actor's own."""
    if actor.agent_id is None or search.owner_id != actor.agent_id:
        raise NotAllowed("not_own", _("This is somebody else's search."))
    return lock(search)
