"""Customers to look at and to close, and how they are grouped. All else about them is done in the console."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agents.permissions import Can
from agents.reads import count_search
from agents.record_admin import RecordAdmin
from agents.settings_admin import SettingsAdmin
from contactcenter.admin import OwnChannels, money_column
from contactcenter.masking import email_for, phone_for
from customers import actions
from customers.models import Customer, CustomerSet, Segment

MOST_FOUND = 200
lifetime_value = money_column("lifetime_value", _("lifetime value"), lambda customer: customer.channel.currency)


@admin.register(Customer)
class CustomerAdmin(RecordAdmin):
    """Found by a whole number or e-mail. What may be changed is whether the shopper's log-in is open."""

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
        return super().get_form(request, obj, change, **{**kwargs, "fields": ["active"]})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [*self.get_readonly_fields(request, obj), "active"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        people = ["number", "external_number", "channel", "first_name", "last_name", "company", *_columns(request)]
        return [*people, "customer_set", "account", "order_count", lifetime_value, "created_at"]

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:
        act = actions.activate_customer if form.cleaned_data["active"] else actions.deactivate_customer
        act(request.actor, obj)  # type: ignore[attr-defined]


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


@admin.register(CustomerSet, Segment)
class GroupAdmin(SettingsAdmin):
    exclude = ["organization"]
    list_display = ["name", "code"]
