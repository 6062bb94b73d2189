"""The audit trail and the read log, to be read by people: sentences, names of things, filters by who, what and when."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.timezone import make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Agent, AuditEntry, Channel, ReadEntry
from agents.permissions import Can
from agents.verbs import Verb, is_change, say
from contactcenter.admin import RightsAdmin

READ = ("customers.Customer", "orders.Order", "returns.Return")
"""What can be opened in the console; each has a number."""


def name_of(label: str) -> str:
    """What a person calls this kind of thing; the label of one that is no longer known."""
    try:
        return capfirst(str(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return label


class ActorFilter(admin.SimpleListFilter):
    """Whose acts."""

    title, parameter_name = _("agent"), "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        own = Agent.objects.filter(organization_id=request.actor.organization_id)  # type: ignore[attr-defined]
        return [(str(agent.pk), str(agent)) for agent in own]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        return queryset.filter(actor_id=int(value)) if value.isdecimal() and len(value) < 19 else queryset


class VerbFilter(admin.SimpleListFilter):
    """What was done, in the words of the sentences."""

    title, parameter_name = _("what was done"), "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return sorted(((verb.value, say(verb, {})) for verb in Verb), key=lambda one: one[1].casefold())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(verb=self.value()) if self.value() else queryset


class ThingFilter(admin.SimpleListFilter):
    """To which kind of thing."""

    title, parameter_name = _("kind of thing"), "thing_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        ours = [model for model, page in admin.site._registry.items() if isinstance(page, RightsAdmin) and page.view_right != Can.VIEW_AUDIT]
        kinds = [*(model._meta.label for model in ours), "catalog.Variant", "carts.Cart", "agents.CallSession", "agents.SavedSearch"]
        return sorted(((kind, name_of(kind)) for kind in kinds), key=lambda one: one[1].casefold())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(thing_type=self.value()) if self.value() else queryset


class DayFilter(admin.SimpleListFilter):
    """On one day, as the reader's clock has it."""

    title, parameter_name, template = _("day"), "day", "admin/day_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.others = {name: value for name, value in request.GET.items() if name not in {self.parameter_name, "p"}}
        return [("", "")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        day = self.day()
        if day is None:
            return queryset
        start = make_aware(datetime.combine(day, time.min))
        return queryset.filter(at__gte=start, at__lt=start + timedelta(days=1))

    def day(self) -> date | None:
        try:
            day = parse_date(self.value() or "")
        except ValueError:
            return None
        return day if day and date(1900, 1, 1) < day < date(9000, 1, 1) else None


@admin.register(AuditEntry)
class AuditAdmin(RightsAdmin):
    """Read-only, as the rows themselves are. Of other channels' customers and orders nothing shows."""

    view_right = Can.VIEW_AUDIT
    list_display = ["at", "actor_name", "sentence", "thing", "ip"]
    list_filter = [DayFilter, ActorFilter, ThingFilter, VerbFilter]
    search_fields = ["=thing_number", "=actor_name", "=request_id"]
    search_help_text = _("A whole number, the name of who did it, or the id of a request.")
    fields = ["at", "actor_name", "on_behalf_of", "ip", "sentence", "thing", "reason", "details", "request_id"]

    def get_queryset(self, request: HttpRequest) -> Any:
        channels = request.actor.channel_ids  # type: ignore[attr-defined]
        rows = super().get_queryset(request)
        return rows.filter(channel_id__in=channels) | rows.filter(channel_id=None)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return lookup in ("thing_id", "thing_type") or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Audit trail")} | (extra_context or {}))

    @admin.display(description=_("what was done"))
    def sentence(self, entry: AuditEntry) -> str:
        return entry.sentence

    @admin.display(description=_("to what"))
    def thing(self, entry: AuditEntry) -> str:
        return f"{name_of(entry.thing_type)} {entry.thing_number}".strip() if entry.thing_type else ""

    @admin.display(description=_("details"))
    def details(self, entry: AuditEntry) -> str:
        return "; ".join(f"{name}: {_plainly(value, is_change(entry.verb, name))}" for name, value in entry.data.items())


def _plainly(value: Any, change: bool = False) -> str:
    """Lists and dictionaries without their brackets; where it is a change, what was and what is with an arrow between."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plainly(one, change)}" for name, one in value.items()) or "—"
    if isinstance(value, list):
        return (" → " if change and len(value) == 2 else ", ").join(map(_plainly, value)) or "—"
    return "—" if value in (None, "") else str(value)


@admin.register(ReadEntry)
class ReadAdmin(RightsAdmin):
    """Who opened whose record. Of other channels' customers and orders nothing shows."""

    view_right = Can.VIEW_AUDIT
    list_display = ["at", "agent", "thing", "customer"]
    list_filter = [DayFilter, ActorFilter]
    fields = ["at", "agent", "thing", "customer"]

    def get_queryset(self, request: HttpRequest) -> Any:
        own = Channel.objects.filter(pk__in=request.actor.channel_ids)  # type: ignore[attr-defined]
        guests = {"orders.Order": "orders", "returns.Return": "returns"}  # read without a customer
        seen = Q(Exists(own.filter(customers=OuterRef("customer_id"))))
        for kind, name in guests.items():
            seen |= Q(Exists(own.filter(**{name: OuterRef("thing_id")})), customer_id=None, thing_type=kind)
        return _named(super().get_queryset(request).filter(seen))

    @admin.display(description=_("agent"))
    def agent(self, entry: Any) -> str:
        return entry.agent_name or ""

    @admin.display(description=_("what was opened"))
    def thing(self, entry: Any) -> str:
        thing = f"{name_of(entry.thing_type)} {entry.number}"
        return gettext("%(thing)s in a list") % {"thing": thing} if entry.listed else thing

    @admin.display(description=_("customer"))
    def customer(self, entry: Any) -> str:
        return entry.customer_number or ""


def _named(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The names and numbers that people know, beside the keys that the log keeps."""
    who = Agent.objects.filter(pk=OuterRef("actor_id")).values(name=Coalesce(NullIf(F("display_name"), Value("")), F("username")))
    numbers = {label: apps.get_model(label)._default_manager.filter(pk=OuterRef("thing_id")).values("number") for label in READ}
    number = Case(*[When(thing_type=label, then=Subquery(found)) for label, found in numbers.items()], default=Value(""), output_field=CharField())
    customer = apps.get_model("customers.Customer")._default_manager.filter(pk=OuterRef("customer_id")).values("number")
    return rows.annotate(agent_name=Subquery(who), number=number, customer_number=Subquery(customer))
