"""Customers to look at and to close, and how they are grouped. All else about them is done in the console."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.permissions import Can
from agents.reads import count_search
from agents.record_admin import RecordAdmin
from agents.settings_admin import SettingsAdmin
from contactcenter.admin import OwnChannels, money_column
from contactcenter.masking import email_for, phone_for
from customers import actions
from customers.mail_kinds import MAILS, written
from customers.models import Customer, CustomerSet, MailText, PriceGroup, Segment

MOST_FOUND = 200
_CHANGED = {"active": Can.MANAGE_CUSTOMERS, "price_group": Can.MANAGE_CATALOG}
"""What may be changed of a customer here, with the right to it."""
lifetime_value = money_column("lifetime_value", _("lifetime value"), lambda customer: customer.channel.currency)


@admin.register(Customer)
class CustomerAdmin(RecordAdmin):
    """Found by a whole number or e-mail. What may be changed is whether the shopper's log-in is open, and whose prices they pay."""

    view_right = Can.VIEW_ORDERS_ADMIN
    change_right = Can.MANAGE_CUSTOMERS
    list_filter = [("channel", OwnChannels), "active", "customer_set"]
    list_select_related = ["channel"]
    ordering = ["-pk"]
    search_fields = ["number"]
    search_help_text = _("A whole customer number or e-mail.")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Customers come from the shop, from files and from calls."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Customer.objects.visible_to(request.actor)  # type: ignore[attr-defined]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """By an index each: a long list is not read for one customer. Raises NotAllowed for somebody who tries out too many e-mails."""
        typed = search_term.strip()
        if not typed:
            return queryset, False
        if "@" in typed:
            count_search(request.actor)  # type: ignore[attr-defined]
        own = Customer.objects.visible_to(request.actor)  # type: ignore[attr-defined]
        ways: tuple[dict[str, str], ...] = ({"number": typed.upper()}, {"external_number": typed}, {"search_email": typed.casefold()})
        found = {pk for way in ways for pk in own.filter(**way).values_list("pk", flat=True)[:MOST_FOUND]}
        return queryset.filter(pk__in=found), False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["number", "__str__", _columns(request)[0], "channel", "order_count", lifetime_value, "active", "created_at"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **{**kwargs, "fields": self._filled_in(request), "widgets": {"version": HiddenInput}})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [*self.get_readonly_fields(request, obj), *self._filled_in(request)]

    def _changed_by(self, request: HttpRequest) -> list[str]:
        """What this person may change here."""
        return [name for name, right in _CHANGED.items() if request.actor.may(right)]  # type: ignore[attr-defined]

    def _filled_in(self, request: HttpRequest) -> list[str]:
        """What they may change, and the version that the page shows."""
        changed = self._changed_by(request)
        return [*changed, "version"] if changed else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = request.actor  # type: ignore[attr-defined]
        return any(map(actor.may, (self.view_right, Can.MANAGE_CUSTOMERS))) and bool(self._changed_by(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "price_group":
            kwargs["queryset"] = PriceGroup.objects.filter(organization_id=request.actor.organization_id)  # type: ignore[attr-defined]
            kwargs["empty_label"] = gettext("everybody's prices")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        people = ["number", "external_number", "channel", "first_name", "last_name", "company", *_columns(request)]
        shown = [*people, "customer_set", "price_group", "account", "order_count", lifetime_value, "created_at", "active"]
        return [one for one in shown if one not in self._changed_by(request)]

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:
        actor, version = request.actor, form.cleaned_data["version"]  # type: ignore[attr-defined]
        if "active" in form.changed_data:
            act = actions.activate_customer if form.cleaned_data["active"] else actions.deactivate_customer
            version = act(actor, obj, version=version).version
        if "price_group" in form.changed_data:
            actions.set_price_group(actor, obj, price_group=form.cleaned_data["price_group"], version=version)


def _columns(request: HttpRequest) -> tuple[Callable[[Customer], str], ...]:
    """E-mail and phone as this person may see them; the same functions throughout one request, since Django compares them."""
    if not hasattr(request, "personal_columns"):

        @admin.display(description=_("e-mail"))
        def email(customer: Customer) -> str:
            return email_for(request.actor, customer.email)  # type: ignore[attr-defined]

        @admin.display(description=_("phone"))
        def phone(customer: Customer) -> str:
            return phone_for(request.actor, customer.phone or customer.mobile)  # type: ignore[attr-defined]

        request.personal_columns = (email, phone)  # type: ignore[attr-defined]
    columns: tuple[Callable[[Customer], str], ...] = request.personal_columns  # type: ignore[attr-defined]
    return columns


@admin.register(CustomerSet, PriceGroup, Segment)
class GroupAdmin(SettingsAdmin):
    exclude = ["organization"]
    list_display = ["name", "code"]


@admin.register(MailText)
class MailTextAdmin(SettingsAdmin):
    """What mails to customers say, with a preview in each language; without a row our own text goes."""

    list_display = ["channel", "kind", "subject"]
    list_filter = [("channel", OwnChannels), "kind"]
    list_select_related = ["channel"]
    fields = ["channel", "kind", "subject", "body", "previews"]
    readonly_fields = ["previews"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Each kind tells its blanks, and what goes without a text of one's own."""
        told = [f"{kind.label}: " + ", ".join(f"{{{name}}}" for name in kind.blanks) for kind in MAILS.values()]
        kwargs["help_texts"] = {"body": gettext("What stands in braces is filled. %(kinds)s") % {"kinds": "; ".join(told)}}
        return super().get_form(request, obj, change, **kwargs)

    @admin.display(description=_("as it is sent"))
    def previews(self, text: MailText) -> str:
        if text.pk is None or text.kind not in MAILS:
            return gettext("Save it to see it in each language.")
        kind, own = MAILS[text.kind], text.channel.organization.language
        told = [(language, written(kind, text, language, kind.blanks)) for language in dict.fromkeys([own, *text.translations])]
        return format_html_join("", "<h4>{} · {}</h4><pre>{}</pre>", ((language, subject, body) for language, (subject, body) in told))
