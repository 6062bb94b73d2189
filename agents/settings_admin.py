"""How every app shows its plain set-up data in the administration; written by the one action for it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.db import models
from django.db.models.functions import Cast
from django.forms import ModelForm
from django.http import HttpRequest

from agents.actions import add_settings, remove_settings, save_settings
from agents.models import Channel, Organization
from agents.permissions import SETTINGS
from agents.text_forms import beside, is_translated, other_languages, with_texts
from contactcenter.admin import RightsAdmin, RightsInline
from contactcenter.amounts import AmountField
from contactcenter.texts import InLanguages


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
    """Only the channels that the person sees are offered, what belongs to these, and what belongs to the organisation."""

    def formfield_for_foreignkey(self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        offered: Any = db_field.related_model
        own = "pk" if offered is Channel else "channel" if _has(offered, "channel") else None
        if own:
            kwargs["queryset"] = offered.objects.filter(**{f"{own}__in": request.actor.channel_ids})  # type: ignore[attr-defined]
        elif _has(offered, "organization"):
            kwargs["queryset"] = offered.objects.filter(organization_id=request.actor.organization_id)  # type: ignore[attr-defined]
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

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:  # type: ignore[type-arg]
        """With a field for each translation of what customers read."""
        if issubclass(self.model, InLanguages):
            kwargs["form"] = with_texts(self.form, self.model, _languages(request, obj))
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        if not issubclass(self.model, InLanguages):
            return sets
        languages = _languages(request, obj)
        return [(title, {**facts, "fields": beside(facts["fields"], self.model, languages)}) for title, facts in sets]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """`told`: what a thing is called in other languages, to be searched."""
        actor, rows = request.actor, super().get_queryset(request)  # type: ignore[attr-defined]
        if issubclass(self.model, InLanguages):
            names = models.Func("translations", models.Value(f"$.*.{self.model.TEXTS[0]}"), function="jsonb_path_query_array", template=_PATH)
            rows = rows.alias(told=Cast(names, models.TextField()))
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

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Each row of set-up data by an act of its own, so that each leaves its own trace."""
        actor = request.actor  # type: ignore[attr-defined]
        for row in formset.forms:
            if row in formset.deleted_forms:
                if row.instance.pk:
                    remove_settings(actor, row.instance)
            elif row.has_changed():
                setattr(row.instance, formset.fk.name, form.instance)
                if row.instance.pk:
                    save_settings(actor, row.instance, fields=row.changed_data)
                else:
                    add_settings(actor, row.instance)

    def changed_fields(self, form: Any) -> list[str]:
        """The columns that the form may have changed."""
        translated = issubclass(self.model, InLanguages) and is_translated(self.model, form.changed_data)
        return [*form.changed_data, *(["translations"] if translated else [])]


_PATH = "%(function)s(%(expressions)s::jsonpath)"


def _languages(request: HttpRequest, thing: Any) -> list[str]:
    """In which texts are asked for besides the organisation's own."""
    own = Organization.objects.values_list("language", flat=True).get(pk=request.actor.organization_id)  # type: ignore[attr-defined]
    return other_languages(own, thing)


def _has(model: type[models.Model], field: str) -> bool:
    return field in {one.name for one in model._meta.fields}
