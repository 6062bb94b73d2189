"""The saved searches as the search page lists them, and the forms that name one."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import SavedSearch
from agents.permissions import Can
from agents.requests import AgentRequest
from console.extended import Extended
from contactcenter.forms import ActionForm
from contactcenter.htmx import path_of
from contactcenter.masking import MASKED
from search.readings import PHONE_FROM
from search.terms import bare_digits

LONGEST_NAME = 60
_OF_A_SESSION = re.compile(r"/console/sessions/\d{1,18}/search/")


@dataclass(frozen=True)
class Saved:
    """own: the agent's, by name; shared: those that others share; base: the address of the search page that opens them."""

    own: list[SavedSearch]
    shared: list[SavedSearch]
    base: str
    may_share: bool

    def __bool__(self) -> bool:
        return bool(self.own or self.shared)


def saved_searches(actor: Actor, base: str) -> Saved:
    """In one query."""
    seen = [one for one in SavedSearch.objects.visible_to(actor).select_related("owner") if may_open(actor, one)]
    own, others = ([one for one in seen if (one.owner_id == actor.agent_id) is mine] for mine in (True, False))
    return Saved(own, others, base, actor.may(Can.SHARE_SEARCHES))


def may_open(actor: Actor, search: SavedSearch) -> bool:
    """What a colleague looked for in full is not told to those who may not see it: an e-mail, a phone number, a birthday."""
    if actor.sees_in_full or search.owner_id == actor.agent_id:
        return True
    asked = QueryDict(search.query)
    typed = asked.get("q", "")
    return not (any(asked.get(name) for name in MASKED) or "@" in typed or len(bare_digits(typed)) >= PHONE_FROM)


def base_of(request: AgentRequest) -> str:
    """The search page that asks: that of a session, or the one outside of all."""
    htmx: Any = getattr(request, "htmx", None)
    path = path_of((htmx and htmx.current_url) or "")
    return path if _OF_A_SESSION.fullmatch(path) else reverse("console:search")


class NameForm(ActionForm):
    """Another name for a saved search."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)


class SaveForm(NameForm):
    """A name for what is asked now, which is sent along from the form of the search."""

    name = forms.CharField(label=_("Save this search as"), max_length=LONGEST_NAME)

    def __init__(self, extended: Extended | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "save-%s", **kwargs})
        self.extended = extended

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if self.extended is None or not (self.extended or self.extended.q.strip()):
            self.add_error("name", _("Search for something first; then it can be saved."))
            return found
        return {**found, "kind": self.extended.kind, "query": self.extended.query}
