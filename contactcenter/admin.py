"""The administration behind our own rights: no model opens by Django's permissions, each names the right that opens it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import BaseInlineFormSet, DateTimeField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contactcenter.checklist import lines_for
from contactcenter.errors import NotAllowed, Refusal
from contactcenter.money import format_money
from contactcenter.widgets import DateInput, DateTimeInput


class Site(admin.AdminSite):
    """Open to those with the right to enter; log-in, log-out and password are the console's own."""

    site_title = site_header = _("Contact centre administration")
    index_title = _("Administration")
    site_url = "/console/"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """With what a new shop still needs, for those who can do it."""
        lines = lines_for(request.actor)  # type: ignore[attr-defined]
        done = sum(line.done for line in lines)
        own = {"checklist": lines, "done_count": done, "all_done": done == len(lines)}
        return super().index(request, {**own, **(extra_context or {})})

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_staff", False))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next", ""), resolve_url(settings.LOGIN_URL))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return HttpResponseRedirect(resolve_url("account_logout"), status=307)  # the same POST, there

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")


class Rights:
    """`view_right` opens the list, `change_right` lets one write; without a change right everything is read-only."""

    view_right: str
    change_right: str | None = None
    can_delete = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        actor = request.actor  # type: ignore[attr-defined]
        return bool(actor.may(self.view_right) or self.has_change_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        actor = request.actor  # type: ignore[attr-defined]
        return self.change_right is not None and bool(actor.may(self.change_right))

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.can_delete and self.has_change_permission(request)


class NamedRows(BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows in a table, where a field has no label but the column's head: each says its own name to those who hear the page."""

    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs.setdefault("aria-label", capfirst(str(field.label or "")))

    def clean(self) -> None:
        """Refuse a row that is no more, or never was one of this thing's: it would be added as a new one."""
        super().clean()
        for row in self.initial_forms:
            if row.instance.pk is None and not self._should_delete_form(row):  # type: ignore[attr-defined]
                row.add_error(None, _("This row is no longer there. Load the page again."))


class RightsInline(Rights, admin.TabularInline):  # type: ignore[type-arg, misc]
    """Rows on another thing's page, behind a right of their own."""

    formset = NamedRows
    extra = 0


class OwnChannels(admin.RelatedFieldListFilter):
    """A filter by channel that names those only which its reader sees."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return field.get_choices(include_blank=False, limit_choices_to={"pk__in": request.actor.channel_ids})  # type: ignore[attr-defined]


class RightsAdmin(Rights, admin.ModelAdmin):  # type: ignore[type-arg, misc]
    """A page of the administration. What an action refuses is said at the form's field, and the typed text stays."""

    actions = None
    show_full_result_count = False
    formfield_overrides = {models.DateTimeField: {"form_class": DateTimeField, "widget": DateTimeInput}, models.DateField: {"widget": DateInput}}

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        name_relations(model)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what the page's own filters ask. By any other column a list could be narrowed down letter by letter to what nobody may
        see: a password's hash, or an e-mail that is masked.
        """
        fields = [one if isinstance(one, str) else one[0] for one in self.list_filter if isinstance(one, (str, tuple))]
        asked = {one.parameter_name for one in self.list_filter if isinstance(one, type) and issubclass(one, admin.SimpleListFilter)}
        return lookup in asked | {f"{field}{how}" for field in fields for how in ("__exact", "__id__exact", "__isnull")}

    def why_locked(self, request: HttpRequest, obj: Any) -> str:
        """Why this person may only look at this thing; empty when they may change it."""
        return ""

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj is not None and self.why_locked(request, obj))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except PermissionDenied as denied:
            raise self._refused(request) from denied

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return self._form_view(request, object_id, *args, **kwargs)
        except NotAllowed:
            raise  # no error of the input: the page for it says so
        except PermissionDenied as denied:
            raise self._refused(request, object_id) from denied

    def _form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NotAllowed:
            raise
        except Refusal as refusal:  # nothing is written; the same form again, which now knows the refusal
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        thing = context.get("original")
        locked = self.why_locked(request, thing) if thing is not None and super().has_change_permission(request) else ""
        return super().render_change_form(request, {**context, "why_locked": locked}, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The audit trail is the one place; Django's own log is not kept."""
        trail = reverse("admin:agents_auditentry_changelist")
        return HttpResponseRedirect(f"{trail}?thing_type={self.opts.label}&thing_id={quote(object_id)}")

    def _refused(self, request: HttpRequest, object_id: str | None = None) -> PermissionDenied:
        """Says why this thing cannot be changed now, or which right is missing."""
        seen, may_change = self.has_view_permission(request), super().has_change_permission(request)
        thing = self.get_object(request, object_id) if object_id and may_change else None
        if thing is not None and (why := self.why_locked(request, thing)):
            return PermissionDenied(why)
        if seen and (may_change or self.change_right is None):
            return PermissionDenied(_("This is here to be looked at; nobody changes it in the administration."))
        right = self.change_right if seen else self.view_right
        return PermissionDenied(_("Your role does not include “%(right)s”. Ask somebody who has it.") % {"right": getattr(right, "label", right)})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:  # type: ignore[type-arg]
        form: type[ModelForm] = super().get_form(request, obj, change, **kwargs)  # type: ignore[type-arg]
        refusal = getattr(request, "refusal", None)
        return form if refusal is None else _refused(form, refusal)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except NotAllowed:
            raise
        except Refusal as refusal:
            explain(request, refusal)
            return HttpResponseRedirect("../change/")

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        """Django's own log is not kept: the audit trail is the one place."""
        return []

    def log_addition(self, request: HttpRequest, *what: Any) -> Any:
        """See `construct_change_message`."""

    log_change = log_deletions = log_addition  # type: ignore[assignment]


def money_column(field: str, title: Any, currency: Callable[[Any], str]) -> Any:
    """A column or line with an amount as the reader's language writes it, with its currency."""

    @admin.display(description=title, ordering=field)
    def shown(thing: Any) -> str:
        amount = getattr(thing, field)
        return "" if amount is None else format_money(amount, currency(thing))

    shown.__name__ = field
    return shown


def name_relations(model: type[models.Model]) -> None:
    """A relation without a name of its own is called what it leads to, in every language that this has a name in."""
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field._verbose_name is None:  # type: ignore[attr-defined]
            field.verbose_name = field.related_model._meta.verbose_name  # type: ignore[union-attr, assignment]


def _refused(form: type[ModelForm], refusal: Refusal) -> type[ModelForm]:  # type: ignore[type-arg]
    """The same form, in which the refused input is an error."""

    class Refused(form):  # type: ignore[misc, valid-type]
        def clean(self) -> Any:
            cleaned = super().clean()
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.message))
            return cleaned

    return Refused


def explain(request: HttpRequest, error: Refusal) -> None:
    """The administration's translator of refusals."""
    messages.error(request, str(error.message))
