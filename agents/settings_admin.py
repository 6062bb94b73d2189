"""How every app shows its plain set-up data in the administration; written by the one action for it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from agents.actions import add_settings, save_settings
from agents.models import Channel
from agents.permissions import SETTINGS
from contactcenter.admin import RightsAdmin, RightsInline
from contactcenter.amounts import AmountField


class AmountsForm(ModelForm):  # type: ignore[type-arg]
    """A form about a channel's things whose `amounts` are in the channel's currency, which stands beside them. Their model checks them."""

    amounts: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = self.instance.channel.currency if self.instance.pk else ""
        for name in [one for one in self.amounts if one in self.fields]:
            old = self.fields[name]
            self.fields[name] = AmountField(currency, label=old.label, required=old.required, initial=old.initial, help_text=old.help_text)


class _OwnChannels:
    """Only the channels that the person sees are offered, and what belongs to these."""

    def formfield_for_foreignkey(self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        offered: Any = db_field.related_model
        own = "pk" if offered is Channel else "channel" if _has(offered, "channel") else None
        if own:
            kwargs["queryset"] = offered.objects.filter(**{f"{own}__in": request.actor.channel_ids})  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class SettingsInline(_OwnChannels, RightsInline):
    """Set-up data on the page of what it belongs to."""

    def __init__(self, parent_model: type[models.Model], admin_site: AdminSite) -> None:
        super().__init__(parent_model, admin_site)
        self.view_right = self.change_right = SETTINGS[self.model._meta.label]


class SettingsAdmin(_OwnChannels, RightsAdmin):
    """Set-up data with a page of its own. It is never deleted, since history speaks of it: it is made inactive."""

    def __init__(self, model: type[models.Model], admin_site: AdminSite) -> None:
        super().__init__(model, admin_site)
        self.view_right = self.change_right = SETTINGS[model._meta.label]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        actor, rows = request.actor, super().get_queryset(request)  # type: ignore[attr-defined]
        if self.model is Channel and not actor.all_channels:
            return rows.filter(agents=actor.agent_id)  # closed ones too, as those who see all channels do
        if _has(self.model, "channel"):
            return rows.filter(channel_id__in=actor.channel_ids)
        return rows.filter(organization_id=actor.organization_id) if _has(self.model, "organization") else rows

    def save_form(self, request: HttpRequest, form: ModelForm, change: bool) -> Any:  # type: ignore[type-arg]
        thing = super().save_form(request, form, change)
        if not change and hasattr(thing, "organization_id") and thing.organization_id is None:
            thing.organization_id = request.actor.organization_id  # type: ignore[attr-defined]
        return thing

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        actor = request.actor  # type: ignore[attr-defined]
        if change:
            save_settings(actor, obj, fields=self.changed_fields(form))
        else:
            add_settings(actor, obj)

    def changed_fields(self, form: Any) -> list[str]:
        """The columns that the form may have changed."""
        return list(form.changed_data)


def _has(model: type[models.Model], field: str) -> bool:
    return field in {one.name for one in model._meta.fields}
