"""Keeping searches (F10). Each answer is the list, which replaces itself."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agents import actions
from agents.actors import Actor
from agents.models import SavedSearch
from agents.requests import AgentRequest
from console.frame import Frame
from console.saved import NameForm, SaveForm, base_of, may_open, saved_searches
from console.views.search import asked_of
from contactcenter.htmx import go_to, is_fragment


@require_safe
def listed(request: AgentRequest) -> HttpResponse:
    """The list for a page that shows it later; at its own address, the search page has it."""
    return _list(request) if is_fragment(request) else redirect("console:home")


@require_POST
def save(request: AgentRequest) -> HttpResponse:
    form = SaveForm(asked_of(request, Frame([])), request.POST)
    if form.run(actions.save_search, request.actor):
        return _list(request)
    return _list(request, save_form=form, status=422)


@require_safe
def opened(request: AgentRequest, search_id: int) -> HttpResponse:
    """The address that can be sent to a colleague: it leads to the search as it is now."""
    return redirect(f"{base_of(request)}?{own_or_shared(request.actor, search_id).query}")


@require_POST
def rename(request: AgentRequest, search_id: int) -> HttpResponse:
    search, form = own_or_shared(request.actor, search_id), NameForm(request.POST)
    if form.run(actions.rename_search, request.actor, search):
        return _list(request)
    return _list(request, renamed=search, name_form=form, status=422)


@require_POST
def delete(request: AgentRequest, search_id: int) -> HttpResponse:
    actions.delete_search(request.actor, own_or_shared(request.actor, search_id))
    return _list(request)


@require_POST
def share(request: AgentRequest, search_id: int) -> HttpResponse:
    actions.share_search(request.actor, own_or_shared(request.actor, search_id))
    return _list(request)


@require_POST
def withdraw(request: AgentRequest, search_id: int) -> HttpResponse:
    actions.withdraw_search(request.actor, own_or_shared(request.actor, search_id))
    return _list(request)


def own_or_shared(actor: Actor, search_id: int) -> SavedSearch:
    """One that the agent may see; any other is "not found"."""
    found = get_object_or_404(SavedSearch.objects.visible_to(actor), pk=search_id)
    if not may_open(actor, found):
        raise Http404
    return found


def _list(request: AgentRequest, status: int = 200, **shown: Any) -> HttpResponse:
    if not is_fragment(request) and status < 400:  # noqa: PLR2004
        return go_to(request, base_of(request))
    context = {"saved": saved_searches(request.actor, base_of(request)), "save_form": SaveForm(), **shown}
    return render(request, "console/_saved_searches.html", context, status=status)
