"""Who works here, in the administration: agents, roles and their rights, channels, reason lists, and the audit trail."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from agents import actions
from agents.models import Agent, AuditEntry, Channel, ReadEntry, Reason, Role, RoleRight
from agents.permissions import Can
from agents.settings_admin import SettingsAdmin
from contactcenter.admin import RightsAdmin, RightsInline


class AgentForm(forms.ModelForm):  # type: ignore[type-arg]
    """An account; the password is typed here or chosen by its owner through a link in a mail."""

    password = forms.CharField(
        label=_("Password to begin with"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave it empty to change nothing."),
    )
    send_link = forms.BooleanField(label=_("Mail a link by which the password is chosen"), required=False)

    reset_second_factor = forms.BooleanField(
        label=_("Take the second factor away"),
        required=False,
        help_text=_("For a lost phone. It ends all log-ins of the account; another phone is set up afterwards."),
    )

    class Meta:
        model = Agent
        fields = ["username", "display_name", "email", "is_active", "roles", "channels"]
        widgets = {"roles": forms.CheckboxSelectMultiple, "channels": forms.CheckboxSelectMultiple}


@admin.register(Agent)
class AgentAdmin(RightsAdmin):
    view_right = change_right = Can.MANAGE_AGENTS
    form = AgentForm
    list_display = ["username", "display_name", "email", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", "roles"]
    search_fields = ["username", "display_name", "email"]
    readonly_fields = ["last_login"]

    def get_queryset(self, request: HttpRequest) -> Any:
        agents = super().get_queryset(request).filter(organization_id=request.actor.organization_id)  # type: ignore[attr-defined]
        return agents.prefetch_related("roles")

    def get_fields(self, request: HttpRequest, obj: Agent | None = None) -> list[Any]:
        fields = ["username", "display_name", "email", "roles", "channels", "password", "send_link"]
        return fields if obj is None else [*fields[:3], "is_active", *fields[3:], "reset_second_factor", "last_login"]

    @admin.display(description=_("roles"))
    def role_names(self, agent: Agent) -> str:
        return ", ".join(role.name for role in agent.roles.all())

    def save_model(self, request: HttpRequest, obj: Agent, form: Any, change: bool) -> None:
        actor = request.actor  # type: ignore[attr-defined]
        details = dict(form.cleaned_data)
        password, send_link, reset = details.pop("password"), details.pop("send_link"), details.pop("reset_second_factor", False)
        agent = actions.change_agent(actor, obj, **details) if change else actions.create_agent(actor, **details)
        if password:
            actions.set_password(actor, agent, password=password)
        if send_link:
            actions.send_password_link(actor, agent)
        if reset:
            actions.reset_second_factor(actor, agent)
        obj.pk = agent.pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles and channels are written by the action."""


class RoleRightInline(RightsInline):
    model = RoleRight
    view_right = change_right = Can.MANAGE_ROLES
    can_delete = True


@admin.register(Role)
class RoleAdmin(RightsAdmin):
    view_right = change_right = Can.MANAGE_ROLES
    can_delete = True
    list_display = ["name", "code", "right_names"]
    inlines = [RoleRightInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("rights")

    @admin.display(description=_("rights"))
    def right_names(self, role: Role) -> str:
        return ", ".join(str(right) for right in role.rights.all())

    def save_model(self, request: HttpRequest, obj: Role, form: Any, change: bool) -> None:
        """Written by `save_related`, together with the rights."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        rows = [one.cleaned_data for one in formsets[0].forms if one.cleaned_data.get("right")]
        rights = {row["right"]: row["ceiling"] for row in rows if not row.get("DELETE")}
        actor, details = request.actor, {**form.cleaned_data, "rights": rights}  # type: ignore[attr-defined]
        rules = {name: details.pop(name) for name in ("second_factor", "most_reads")}
        role = actions.change_role(actor, form.instance, **details) if change else actions.create_role(actor, **details)
        actions.rule_role(actor, role, **rules)
        form.instance.pk = role.pk

    def delete_model(self, request: HttpRequest, obj: Role) -> None:
        actions.delete_role(request.actor, obj)  # type: ignore[attr-defined]


@admin.register(Channel)
class ChannelAdmin(SettingsAdmin):
    exclude = ["organization"]
    list_display = ["name", "code", "country", "currency", "active"]


@admin.register(Reason)
class ReasonAdmin(SettingsAdmin):
    exclude = ["organization"]
    list_display = ["label", "kind", "code", "position", "active"]
    list_filter = ["kind", "active"]


class ActorFilter(admin.SimpleListFilter):
    """Whose acts."""

    title, parameter_name = _("actor"), "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(agent.pk), str(agent)) for agent in Agent.objects.all()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        return queryset.filter(actor_id=int(value)) if value.isdigit() else queryset


@admin.register(AuditEntry)
class AuditAdmin(RightsAdmin):
    """Read-only, as the rows themselves are. Of other channels' customers and orders nothing shows."""

    view_right = Can.VIEW_AUDIT
    list_display = ["at", "actor_name", "sentence", "thing_type", "thing_number", "ip"]
    list_filter = [("at", admin.DateFieldListFilter), "verb", ActorFilter]
    search_fields = ["=thing_number", "=actor_name"]
    fields = ["at", "actor_name", "actor_kind", "ip", "sentence", "verb", "thing_type", "thing_number", "data"]

    def get_queryset(self, request: HttpRequest) -> Any:
        channels = request.actor.channel_ids  # type: ignore[attr-defined]
        rows = super().get_queryset(request)
        return rows.filter(channel_id__in=channels) | rows.filter(channel_id=None)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return lookup in {"thing_type", "thing_id"} or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Audit trail")} | (extra_context or {}))

    @admin.display(description=_("what was done"))
    def sentence(self, entry: AuditEntry) -> str:
        return entry.sentence


@admin.register(ReadEntry)
class ReadAdmin(RightsAdmin):
    """Who opened whose record. Of other channels' customers and orders nothing shows."""

    view_right = Can.VIEW_AUDIT
    list_display = ["at", "actor_id", "thing_type", "thing_id", "customer_id"]
    list_filter = [("at", admin.DateFieldListFilter)]

    def get_queryset(self, request: HttpRequest) -> Any:
        own = Channel.objects.filter(pk__in=request.actor.channel_ids)  # type: ignore[attr-defined]
        guests = {"orders.Order": "orders", "returns.Return": "returns"}  # read without a customer
        seen = Q(Exists(own.filter(customers=OuterRef("customer_id"))))
        for kind, name in guests.items():
            seen |= Q(Exists(own.filter(**{name: OuterRef("thing_id")})), customer_id=None, thing_type=kind)
        return super().get_queryset(request).filter(seen)
