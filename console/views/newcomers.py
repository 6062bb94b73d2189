"""A caller who is not found: made a customer in one form, and on the desk at once."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from agents.models import Channel, Tab
from agents.permissions import Can
from agents.reads import count_search, log_read
from agents.requests import AgentRequest
from console.frame import build_frame
from console.records import on_desk
from console.views.desk import open_in
from console.views.search import LONGEST_QUERY
from contactcenter.errors import Conflict
from contactcenter.htmx import go_to
from customers.actions import create_customer
from customers.forms import NewCustomerForm
from customers.models import Customer
from customers.newcomers import channels_of, facts_in, likely_twins
from orders.actions import create_customer_of
from orders.models import Order
from orders.parts import guest_facts


@require_http_methods(["GET", "HEAD", "POST"])
def new_customer(request: AgentRequest) -> HttpResponse:
    """The form, filled with what was looked for (`q`); what it posts; and, posted too, the form again with the fields of another country.

    The search page posts what stands in its box by now, which results that show may lag behind.
    """
    if request.POST.get("part") == "asked":
        asked = {"q": _asked(request)} if request.POST.get("kind") == Tab.Kind.CUSTOMER else {}
        return go_to(request, f"{reverse('console:new_customer')}?{urlencode(asked)}")
    channels = channels_of(request.actor)
    channel, guest = _channel(request, channels), _guests_order(request)
    if request.method != "POST" or request.POST.get("part"):
        return _empty_form(request, channels, channel, guest)
    form = NewCustomerForm(request.POST, channels=channels, was=_untouched(channels[0]), of_order=guest.number if guest else "")
    count_search(request.actor)  # whose an e-mail is may be tried out here as in the search box
    try:
        if form.run(*((create_customer_of, request.actor, guest) if guest else (create_customer, request.actor)), channel):
            return _opened(request, form.result)
    except Conflict as conflict:
        return _show(request, form, status=409, conflict=str(conflict.message))
    return _show(request, form, status=422, twins=likely_twins(request.actor, channel, form.cleaned_data))


def _empty_form(request: AgentRequest, channels: list[Channel], channel: Channel, guest: Order | None) -> HttpResponse:
    """With what was looked for, or with what was typed already; a channel brings its country. Http404 for whoever may make no customer."""
    if not request.actor.may(Can.CREATE_CUSTOMERS):
        raise Http404
    typed = request.POST.dict() if request.method == "POST" else facts_in(_asked(request))
    country = request.POST.get("country", "") if request.POST.get("part") == "country" else channel.country
    if guest and request.method != "POST":
        if guest.customer_id is not None:
            raise Http404
        log_read(request.actor, guest, None)
        channel = next((one for one in channels if one.pk == guest.channel_id), channel)
        typed = guest_facts(request.actor, guest)
        country = typed.pop("country") or channel.country
    initial = {**typed, "channel": channel.code, "country": country}
    of_order = guest.number if guest else ""
    return _show(request, NewCustomerForm(initial=initial, channels=channels, was=_untouched(channels[0]), country=country, of_order=of_order))


def _guests_order(request: AgentRequest) -> Order | None:
    """The order of a guest who becomes a customer, where they are made of one; by the time that the form is sent it may be a customer's."""
    number = (request.POST if request.method == "POST" else request.GET).get("order", "")
    return get_object_or_404(Order.objects.visible_to(request.actor).prefetch_related("addresses"), number=number) if number else None


def _untouched(channel: Channel) -> dict[str, str]:
    """What is chosen before anybody chooses."""
    return {"channel": channel.code, "country": channel.country}


def _asked(request: AgentRequest) -> str:
    """What was looked for, or the number of the guest's order: of each its own draft is kept."""
    asked = request.POST if request.method == "POST" else request.GET
    return asked.get("q", asked.get("order", ""))[:LONGEST_QUERY]


def _channel(request: AgentRequest, channels: list[Channel]) -> Channel:
    """The one that was chosen, else the first. Http404 for one that the agent does not see."""
    code = request.POST.get("channel")
    found = next((one for one in channels if code in (None, one.code)), None)
    if found is None:
        raise Http404
    return found


def _show(request: AgentRequest, form: NewCustomerForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "q": _asked(request), **more}
    if request.method == "POST":
        return render(request, "console/_new_customer.html", context, status=status)
    return render(request, "console/new_customer.html", {"frame": build_frame(request), **context})


def _opened(request: AgentRequest, customer: Customer) -> HttpResponse:
    """On the desk; where all four sessions have unsaved work, by the page that asks which one makes room."""
    found = on_desk(Tab.Kind.CUSTOMER, customer)
    answer = open_in(request, None, found)
    return go_to(request, reverse("console:record", args=[found.kind, found.number])) if answer.status_code == 409 else answer
