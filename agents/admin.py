"""Who works here, in the administration: agents, roles and their rights, channels, reason lists, and the audit trail."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from agents import actions
from agents.admin_forms import CEILING, AgentForm, RoleForm
from agents.grants import check_may_manage, check_role
from agents.models import Agent, AuditEntry, Channel, ReadEntry, Reason, Role
from agents.permissions import SEEDED_ROLES, Can
from agents.settings_admin import SettingsAdmin
from contactcenter.admin import RightsAdmin
from contactcenter.errors import why_refused


@admin.register(Agent)
class AgentAdmin(RightsAdmin):
    view_right = change_right = Can.MANAGE_AGENTS
    form = AgentForm
    list_display = ["username", "display_name", "email", "role_names", "channel_names", "is_active", "last_login"]
    list_filter = ["is_active", "roles"]
    search_fields = ["username", "display_name", "email"]
    readonly_fields = ["last_login", "role_names", "channel_names"]

    def get_queryset(self, request: HttpRequest) -> Any:
        agents = super().get_queryset(request).filter(organization_id=request.actor.organization_id)  # type: ignore[attr-defined]
        return agents.prefetch_related("roles", "channels")

    def get_fields(self, request: HttpRequest, obj: Agent | None = None) -> list[Any]:
        if obj is not None and not self.has_change_permission(request, obj):
            return ["username", "display_name", "email", "is_active", "role_names", "channel_names", "last_login"]
        fields = ["username", "display_name", "email", "roles", "all_channels", "channels", "password", "send_link"]
        return fields if obj is None else [*fields[:3], "is_active", *fields[3:], "last_login"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type("FilledIn", (form,), {"actor": request.actor})  # type: ignore[attr-defined]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Channel:
            kwargs["queryset"] = Channel.objects.filter(organization_id=request.actor.organization_id)  # type: ignore[attr-defined]
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def why_locked(self, request: HttpRequest, obj: Agent) -> str:
        return why_refused(check_may_manage, request.actor, obj)  # type: ignore[attr-defined]

    @admin.display(description=_("roles"))
    def role_names(self, agent: Agent) -> str:
        return ", ".join(role.name for role in agent.roles.all())

    @admin.display(description=_("channels"))
    def channel_names(self, agent: Agent) -> str:
        return str(_("all")) if agent.all_channels else ", ".join(channel.name for channel in agent.channels.all())

    def save_model(self, request: HttpRequest, obj: Agent, form: Any, change: bool) -> None:
        actor = request.actor  # type: ignore[attr-defined]
        details = dict(form.cleaned_data)
        password, send_link = details.pop("password"), details.pop("send_link")
        agent = actions.change_agent(actor, obj, **details) if change else actions.create_agent(actor, **details)
        if password:
            actions.set_password(actor, agent, password=password)
        if send_link:
            actions.send_password_link(actor, agent)
        obj.pk = agent.pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles and channels are written by the action."""


@admin.register(Role)
class RoleAdmin(RightsAdmin):
    view_right = change_right = Can.MANAGE_ROLES
    can_delete = True
    form = RoleForm
    list_display = ["name", "code", "right_names", "people"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("rights").annotate(held=Count("agents"))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **{**kwargs, "fields": ["name", "code"]})
        return type("FilledIn", (form,), {"actor": request.actor})  # type: ignore[attr-defined]

    def get_fields(self, request: HttpRequest, obj: Role | None = None) -> list[Any]:
        if obj is not None and not self.has_change_permission(request, obj):
            return ["name", "code", "right_names"]
        form = self.get_form(request, obj)
        ceilings = [CEILING + right for right in form(instance=obj).with_ceiling()]
        return ["name", "code", "rights", *ceilings]

    def get_readonly_fields(self, request: HttpRequest, obj: Role | None = None) -> list[str]:
        return ["code", "right_names"] if obj is not None and obj.code in SEEDED_ROLES else ["right_names"]

    def why_locked(self, request: HttpRequest, obj: Role) -> str:
        return why_refused(check_role, request.actor, obj)  # type: ignore[attr-defined]

    @admin.display(description=_("rights"))
    def right_names(self, role: Role) -> str:
        return ", ".join(str(right) for right in role.rights.all())

    @admin.display(description=_("agents"), ordering="held")
    def people(self, role: Any) -> int:
        return int(role.held)

    def save_model(self, request: HttpRequest, obj: Role, form: Any, change: bool) -> None:
        actor, facts = request.actor, form.cleaned_data  # type: ignore[attr-defined]
        details = {"name": facts["name"], "code": facts.get("code", obj.code), "rights": form.rights_with_ceilings()}
        if change:
            actions.change_role(actor, obj, **details)
        else:
            obj.pk = actions.create_role(actor, **details).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Rights are written by the action."""

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
