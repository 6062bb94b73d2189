"""Who works here, in the administration: agents, roles and their rights, channels, reason lists; the audit trail is in trail_admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agents import actions, approvals_admin, trail_admin  # noqa: F401  they register themselves
from agents.admin_forms import AgentForm, ChannelForm, OrganizationForm, RoleForm, ceiling_names, ceilings_of
from agents.grants import check_may_manage, check_role
from agents.models import Agent, Channel, Organization, Reason, Role
from agents.permissions import SEEDED_ROLES, Can
from agents.settings_admin import SettingsAdmin
from contactcenter.admin import RightsAdmin
from contactcenter.choices import country_names
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
        return fields if obj is None else [*fields[:3], "is_active", *fields[3:], "reset_second_factor", "last_login"]

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


@admin.register(Role)
class RoleAdmin(RightsAdmin):
    view_right = change_right = Can.MANAGE_ROLES
    can_delete = True
    form = RoleForm
    list_display = ["name", "code", "right_names", "people"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("rights").annotate(held=Count("agents"))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **{**kwargs, "fields": ["name", "code", "second_factor", "most_reads"]})
        return type("FilledIn", (form,), {"actor": request.actor})  # type: ignore[attr-defined]

    def get_fields(self, request: HttpRequest, obj: Role | None = None) -> list[Any]:
        if obj is not None and not self.has_change_permission(request, obj):
            return ["name", "code", "right_names", "second_factor", "most_reads"]
        asked = ceilings_of(request.actor, obj or Role())  # type: ignore[attr-defined]
        ceilings = [name for key in asked for name in ceiling_names(key)]
        return ["name", "code", "rights", *ceilings, "second_factor", "most_reads"]

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
        details = {"name": facts["name"], "code": facts.get("code", obj.code), "rights": form.chosen_rights()}
        role = actions.change_role(actor, obj, **details) if change else actions.create_role(actor, **details)
        actions.set_ceilings(actor, role, ceilings=form.chosen_ceilings())
        actions.rule_role(actor, role, second_factor=facts["second_factor"], most_reads=facts["most_reads"])
        obj.pk = role.pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Rights are written by the action."""

    def delete_model(self, request: HttpRequest, obj: Role) -> None:
        actions.delete_role(request.actor, obj)  # type: ignore[attr-defined]


@admin.register(Organization)
class OrganizationAdmin(SettingsAdmin):
    """The one organisation, which every installation has."""

    form = OrganizationForm
    list_display = ["name", "language"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(pk=request.actor.organization_id)  # type: ignore[attr-defined]


@admin.register(Channel)
class ChannelAdmin(SettingsAdmin):
    form = ChannelForm
    list_display = ["name", "code", "country_name", "currency", "active"]
    fieldsets = [
        (None, {"fields": ["name", "code", "active"]}),
        (_("Where it sells"), {"fields": ["country", "currency", "language", "timezone"]}),
        (_("How it sells"), {"fields": ["prices_include_tax", "shipping_taxed", "shows_lowest_price", "remorse_minutes", "email_from"]}),
        (_("What its customers are told"), {"fields": ["return_days", "withdrawal_days", "read_aloud"]}),
    ]

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, channel: Channel) -> str:
        return country_names(get_language() or "en").get(channel.country, channel.country)


@admin.register(Reason)
class ReasonAdmin(SettingsAdmin):
    fields = ["kind", "code", "label", ("position", "active")]
    list_display = ["label", "kind", "code", "position", "active"]
    list_filter = ["kind", "active"]
